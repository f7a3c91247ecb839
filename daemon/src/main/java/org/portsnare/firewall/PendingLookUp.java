package org.portsnare.firewall;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A look-up that a second thread does, while the caller does something else. */
public final class PendingLookUp implements AutoCloseable {
  private final CompletableFuture<Found> found;

  PendingLookUp(CompletableFuture<Found> found) {
    this.found = found;
  }

  /**
   * Waits for the kernel's answer.
   *
   * @throws org.portsnare.netlink.NetlinkException if the kernel refuses
   */
  public Found await() {
    try {
      return found.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) throw cause;
      throw e;
    }
  }

  /**
   * Waits until the look-up has ended, even with an error, so that none runs on in the background.
   */
  @Override
  public void close() {
    found.exceptionally(_ -> null).join();
  }
}
