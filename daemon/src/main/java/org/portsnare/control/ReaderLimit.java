package org.portsnare.control;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;

/** Who may only read cannot take every connection: some are left for those who must act. */
final class ReaderLimit implements Connection.Listener {
  /** More are closed. */
  static final int MAX_CONNECTIONS = 48;

  private final List<Account> masters;
  private final Set<Connection> readers = ConcurrentHashMap.newKeySet();

  ReaderLimit(List<Account> masters) {
    this.masters = masters;
  }

  @Override
  public void onOpened(Connection connection) {
    if (isMaster(connection)) return;
    readers.add(connection);
    if (readers.size() > MAX_CONNECTIONS) connection.getEndPoint().close();
  }

  private boolean isMaster(Connection connection) {
    try {
      return Peer.master(connection.getEndPoint(), masters) != null;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public void onClosed(Connection connection) {
    readers.remove(connection);
  }
}
