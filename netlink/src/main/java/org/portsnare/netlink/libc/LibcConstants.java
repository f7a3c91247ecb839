package org.portsnare.netlink.libc;

/**
 * Numbers from the Linux UAPI headers that the calls in {@link Libc} take or return. They are those
 * of {@code asm-generic}, the same on x86-64 and arm64.
 */
public final class LibcConstants {
  public static final int AF_UNIX = 1;
  public static final int AF_NETLINK = 16;
  public static final int AF_PACKET = 17;
  public static final int SOCK_DGRAM = 2;
  public static final int SOCK_RAW = 3;
  public static final int SOCK_CLOEXEC = 0x80000;

  public static final int SOL_SOCKET = 1;
  public static final int SO_SNDBUF = 7;
  public static final int SO_RCVBUF = 8;
  public static final int SO_SNDBUFFORCE = 32;
  public static final int SO_RCVBUFFORCE = 33;

  public static final int SOL_NETLINK = 270;
  public static final int NETLINK_ADD_MEMBERSHIP = 1;
  public static final int NETLINK_NO_ENOBUFS = 5;
  public static final int NETLINK_CAP_ACK = 10;
  public static final int NETLINK_EXT_ACK = 11;
  public static final int NETLINK_GET_STRICT_CHK = 12;

  public static final int SOL_PACKET = 263;
  public static final int PACKET_STATISTICS = 6;
  public static final int PACKET_IGNORE_OUTGOING = 23;

  public static final int MSG_TRUNC = 0x20;
  public static final int MSG_DONTWAIT = 0x40;
  public static final int MSG_NOSIGNAL = 0x4000;

  public static final int POLLIN = 1;
  public static final int POLLOUT = 4;
  public static final int POLLERR = 8;

  public static final int EFD_CLOEXEC = 0x80000;
  public static final int O_CLOEXEC = 0x80000;
  public static final int CLONE_NEWNET = 0x40000000;

  public static final int EINTR = 4;
  public static final int EAGAIN = 11;

  private LibcConstants() {}
}
