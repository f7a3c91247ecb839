package org.portsnare.control;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;

/** Users that may only read cannot take all connections: some stay free for other users. */
final class ReaderLimit implements Connection.Listener {
  /** Maximum number of connections of such users; more are closed. */
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
