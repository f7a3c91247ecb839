package org.portsnare.netlink;

/** Numbers of {@code linux/netlink.h}, under the kernel's names. */
public final class NetlinkConstants {
  public static final int NETLINK_ROUTE = 0;
  public static final int NETLINK_SOCK_DIAG = 4;
  public static final int NETLINK_NETFILTER = 12;

  public static final int NLMSG_NOOP = 1;
  public static final int NLMSG_ERROR = 2;
  public static final int NLMSG_DONE = 3;
  public static final int NLMSG_OVERRUN = 4;

  /** Message types below this number are control messages, the same in every family. */
  public static final int NLMSG_MIN_TYPE = 0x10;

  public static final int NLM_F_REQUEST = 0x01;
  public static final int NLM_F_MULTI = 0x02;
  public static final int NLM_F_ACK = 0x04;
  public static final int NLM_F_ECHO = 0x08;
  public static final int NLM_F_DUMP_INTR = 0x10;
  public static final int NLM_F_ROOT = 0x100;
  public static final int NLM_F_MATCH = 0x200;
  public static final int NLM_F_DUMP = NLM_F_ROOT | NLM_F_MATCH;
  public static final int NLM_F_REPLACE = 0x100;
  public static final int NLM_F_EXCL = 0x200;
  public static final int NLM_F_CREATE = 0x400;
  public static final int NLM_F_APPEND = 0x800;

  /** In an error answer: it holds only the header of the request. */
  public static final int NLM_F_CAPPED = 0x100;

  /** In an error answer: attributes follow. */
  public static final int NLM_F_ACK_TLVS = 0x200;

  public static final int NLMSGERR_ATTR_MSG = 1;
  public static final int NLMSGERR_ATTR_OFFS = 2;

  /** Length of {@code struct nlmsghdr}, in bytes. */
  public static final int NLMSG_HDRLEN = 16;

  /** Length of {@code struct nlattr}, in bytes. */
  public static final int NLA_HDRLEN = 4;

  public static final int NLA_F_NESTED = 0x8000;
  public static final int NLA_TYPE_MASK = 0x3fff;

  private NetlinkConstants() {}

  /** Rounds {@code length} up to a multiple of 4, the alignment of messages and attributes. */
  public static int align(int length) {
    return (length + 3) & ~3;
  }
}
