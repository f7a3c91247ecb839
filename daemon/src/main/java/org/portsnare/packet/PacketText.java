package org.portsnare.packet;

import java.util.StringJoiner;

/** Describes a packet in one line, in tcpdump's terms. */
public final class PacketText {
  private static final String[] FLAGS = {"fin", "syn", "rst", "psh", "ack", "urg", "ece", "cwr"};

  private PacketText() {}

  /**
   * For example {@code tcp 48000 > 23 syn, seq 12, win 1024, options mss 1460, ttl 49, length 44}.
   *
   * @param packet the first bytes of the packet, beginning with its network header
   */
  public static String describe(byte[] packet) {
    PacketHeader header = new PacketHeader();
    if (!header.decode(packet, 0, packet.length)) return packet.length + " bytes, not IP";
    StringJoiner text = new StringJoiner(", ");
    text.add(transport(header));
    if (header.hasTcp()) {
      text.add("seq " + header.tcpSequence());
      if ((header.tcpFlags() & 16) != 0) text.add("ack " + header.tcpAcknowledgement());
      text.add("win " + header.tcpWindow());
      String options = options(header);
      if (!options.isEmpty()) text.add("options " + options);
    }
    text.add((header.ipv6() ? "hop limit " : "ttl ") + header.ttl());
    if (!header.ipv6()) text.add("id " + header.identification());
    text.add("length " + header.totalLength());
    return text.toString();
  }

  private static String transport(PacketHeader header) {
    String ports = header.sourcePort() + " > " + header.destinationPort();
    if (header.hasTcp()) return "tcp " + ports + " " + flags(header.tcpFlags());
    return switch (header.protocol()) {
      case PacketHeader.TCP -> "tcp " + ports;
      case PacketHeader.UDP -> "udp " + ports;
      default -> "protocol " + header.protocol();
    };
  }

  private static String flags(int bits) {
    StringJoiner names = new StringJoiner("|");
    names.setEmptyValue("no flags");
    for (int i = 0; i < FLAGS.length; i++) {
      if (((bits >> i) & 1) != 0) names.add(FLAGS[i]);
    }
    return names.toString();
  }

  private static String options(PacketHeader header) {
    StringJoiner names = new StringJoiner(" ");
    byte[] data = header.data();
    int end = header.tcpOptionsEnd();
    for (int at = header.tcpOptionsAt(); at < end; ) {
      int kind = data[at] & 0xff;
      if (kind == 0) break;
      if (kind == 1) {
        names.add("nop");
        at++;
        continue;
      }
      int length = at + 1 < end ? data[at + 1] & 0xff : 0;
      if (length < 2 || at + length > end) {
        names.add("cut-off");
        break;
      }
      names.add(option(kind, data, at, length));
      at += length;
    }
    return names.toString();
  }

  private static String option(int kind, byte[] data, int at, int length) {
    if (kind == 2 && length == 4)
      return "mss " + (((data[at + 2] & 0xff) << 8) | (data[at + 3] & 0xff));
    if (kind == 3 && length == 3) return "wscale " + (data[at + 2] & 0xff);
    return switch (kind) {
      case 4 -> "sackOK";
      case 8 -> "timestamp";
      default -> "kind-" + kind;
    };
  }
}
