package org.portsnare.netlink;

/** Error numbers of {@code asm-generic/errno.h} that netlink answers with, and what they mean. */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int ENFILE = 23;
  public static final int EOPNOTSUPP = 95;
  public static final int EAFNOSUPPORT = 97;
  public static final int ENETDOWN = 100;
  public static final int ENOBUFS = 105;
  public static final int ETIMEDOUT = 110;
  public static final int EPROTONOSUPPORT = 93;
  public static final int EMSGSIZE = 90;

  private Errno() {}

  /** The name and the meaning, for example {@code ENOENT (it does not exist)}. */
  public static String describe(int errno) {
    return switch (errno) {
      case EPERM -> "EPERM (operation not permitted)";
      case ENOENT -> "ENOENT (it does not exist)";
      case EINTR -> "EINTR (interrupted)";
      case 9 -> "EBADF (bad file descriptor)";
      case EAGAIN -> "EAGAIN (try again)";
      case ENOMEM -> "ENOMEM (out of memory)";
      case 13 -> "EACCES (permission denied)";
      case EBUSY -> "EBUSY (in use)";
      case EEXIST -> "EEXIST (it exists already)";
      case ENODEV -> "ENODEV (no such device)";
      case EINVAL -> "EINVAL (invalid argument)";
      case ENFILE -> "ENFILE (it is full)";
      case 24 -> "EMFILE (too many open files)";
      case 28 -> "ENOSPC (no space left)";
      case 34 -> "ERANGE (out of range)";
      case 36 -> "ENAMETOOLONG (name too long)";
      case EMSGSIZE -> "EMSGSIZE (message too long)";
      case EPROTONOSUPPORT -> "EPROTONOSUPPORT (protocol not supported)";
      case EOPNOTSUPP -> "EOPNOTSUPP (not supported)";
      case EAFNOSUPPORT -> "EAFNOSUPPORT (address family not supported)";
      case 98 -> "EADDRINUSE (address in use)";
      case ENETDOWN -> "ENETDOWN (the interface is down)";
      case ENOBUFS -> "ENOBUFS (no buffer space)";
      case ETIMEDOUT -> "ETIMEDOUT (timed out)";
      case 111 -> "ECONNREFUSED (connection refused)";
      default -> "errno " + errno;
    };
  }
}
