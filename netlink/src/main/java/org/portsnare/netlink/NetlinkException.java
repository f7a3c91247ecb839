package org.portsnare.netlink;

import org.jspecify.annotations.Nullable;

/**
 * A netlink operation failed. The message names the operation, the errno and its meaning. If the
 * kernel sent an explanation (its extended acknowledgement), the message ends with it.
 */
public class NetlinkException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int errno;

  public NetlinkException(String operation, int errno, @Nullable String hint) {
    super(operation + ": " + Errno.describe(errno) + (hint == null ? "" : ": " + hint));
    this.errno = errno;
  }

  public NetlinkException(String operation, int errno) {
    this(operation, errno, null);
  }

  protected NetlinkException(String message) {
    super(message);
    this.errno = 0;
  }

  /** The kernel's error number, positive, as in {@code errno(3)}; 0 if there was none. */
  public int errno() {
    return errno;
  }
}
