package org.portsnare.netlink;

import static org.portsnare.netlink.NetlinkConstants.NLMSGERR_ATTR_MSG;
import static org.portsnare.netlink.NetlinkConstants.NLMSG_DONE;
import static org.portsnare.netlink.NetlinkConstants.NLMSG_ERROR;
import static org.portsnare.netlink.NetlinkConstants.NLMSG_HDRLEN;
import static org.portsnare.netlink.NetlinkConstants.NLMSG_MIN_TYPE;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_ACK_TLVS;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_CAPPED;

import org.jspecify.annotations.Nullable;

/**
 * Messages of netlink itself: their types are below {@code NLMSG_MIN_TYPE}. Byte order: the
 * machine's.
 *
 * <pre>
 *   nlmsghdr (type NLMSG_ERROR)
 *   i32      minus errno, or 0 for an acknowledgement
 *   nlmsghdr of the request; then the request's payload, unless NLM_F_CAPPED
 *   nlattr   NLMSGERR_ATTR_MSG: the reason as text; only with NLM_F_ACK_TLVS
 * </pre>
 */
sealed interface ControlMessage {
  /** Not a control message: the message belongs to the family. */
  record None() implements ControlMessage {}

  /** A control message without meaning here, or of an unknown type. */
  record Skip() implements ControlMessage {}

  /** The request was carried out. */
  record Ack() implements ControlMessage {}

  /** End of a multi-part answer; {@code errno} is 0 if it is complete. */
  record Done(int errno) implements ControlMessage {}

  /** The request was refused. */
  record Refused(int errno, @Nullable String hint) implements ControlMessage {}

  None NONE = new None();
  Skip SKIP = new Skip();
  Ack ACK = new Ack();

  static ControlMessage of(MessageReader message) {
    int type = message.type();
    if (type >= NLMSG_MIN_TYPE) return NONE;
    return switch (type) {
      case NLMSG_ERROR -> error(message);
      case NLMSG_DONE -> new Done(message.payloadLength() >= 4 ? -message.u32(0) : 0);
      default -> SKIP;
    };
  }

  private static ControlMessage error(MessageReader message) {
    int errno = -message.u32(0);
    return errno == 0 ? ACK : new Refused(errno, hint(message));
  }

  private static @Nullable String hint(MessageReader message) {
    if ((message.flags() & NLM_F_ACK_TLVS) == 0) return null;
    int request = NLMSG_HDRLEN;
    if ((message.flags() & NLM_F_CAPPED) == 0) request = message.u32(4);
    AttributeReader attributes = message.attributes(4 + request);
    while (attributes.next()) {
      if (attributes.type() == NLMSGERR_ATTR_MSG) return attributes.string();
    }
    return null;
  }
}
