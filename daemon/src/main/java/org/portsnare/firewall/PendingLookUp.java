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
   * Waits for what the kernel has.
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

  /** Waits for the end of it, whatever that is: nothing may go on behind the caller's back. */
  @Override
  public void close() {
    found.exceptionally(_ -> null).join();
  }
}
