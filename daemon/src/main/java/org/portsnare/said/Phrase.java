package org.portsnare.said;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.portsnare.packet.Escaped;
import org.portsnare.packet.PacketHeader;

/** What a sender said first, short enough for a list: equal phrases are equal texts. */
public final class Phrase {
  private static final int MAX_BYTES = 60;

  /** A command as an array of strings, such as {@code *1\r\n$4\r\nINFO\r\n}. */
  private static final Pattern REDIS =
      Pattern.compile("\\*[0-9]+\r\n\\$[0-9]+\r\n([A-Za-z]{1,20})\r\n");

  private Phrase() {}

  /**
   * The phrase in {@code packet}, headers included: the request line of HTTP, the name that a TLS
   * client asks for, or the first bytes, with every byte escaped that is not printable ASCII. Empty
   * if it says nothing.
   */
  public static String of(byte[] packet) {
    PacketHeader header = new PacketHeader();
    if (!header.decode(packet, 0, packet.length)) return "";
    int from = Math.min(header.payloadAt(), packet.length);
    if (from == packet.length) return "";
    Optional<ClientHello> hello = ClientHello.read(packet, from, packet.length);
    if (hello.isPresent()) {
      String name = hello.get().serverName();
      return name.isEmpty() ? "TLS hello" : "TLS hello for " + escaped(name);
    }
    String protocol = protocol(packet, from);
    if (!protocol.isEmpty()) return protocol;
    return Escaped.of(packet, from, Math.min(end(packet, from), from + MAX_BYTES));
  }

  /** The name of a request that is no text; empty for none that is known. */
  private static String protocol(byte[] packet, int from) {
    // TPKT and a connection request of X.224.
    if (has(packet, from, 3, 0) && has(packet, from + 5, 0xe0)) return "RDP connection request";
    if (has(packet, from + 5, 'S', 'M', 'B') && has(packet, from, 0)) return "SMB negotiation";
    if (!has(packet, from, '*')) return "";
    String text = new String(packet, from, packet.length - from, StandardCharsets.ISO_8859_1);
    Matcher redis = REDIS.matcher(text);
    return redis.lookingAt() ? "Redis " + redis.group(1) : "";
  }

  private static boolean has(byte[] packet, int at, int... values) {
    if (at + values.length > packet.length) return false;
    for (int i = 0; i < values.length; i++) {
      if ((packet[at + i] & 0xff) != values[i]) return false;
    }
    return true;
  }

  private static String escaped(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
    return Escaped.of(bytes, 0, Math.min(bytes.length, MAX_BYTES));
  }

  /** The end of the first line: what follows it differs from host to host. */
  private static int end(byte[] packet, int from) {
    for (int i = from; i < packet.length; i++) {
      if (packet[i] == '\r' || packet[i] == '\n') return Math.max(i, from + 1);
    }
    return packet.length;
  }
}
