package org.portsnare.netlink;

/** A message contradicts itself: a length in it points outside it, or a value is cut off. */
public final class MalformedMessageException extends NetlinkException {
  private static final long serialVersionUID = 1L;

  public MalformedMessageException(String what) {
    super("read a netlink message: malformed: " + what);
  }
}
