package org.portsnare.said;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.portsnare.packet.Escaped;
import org.portsnare.packet.PacketHeader;

/** What a sender said first, short enough for a list: equal phrases are equal texts. */
public final class Phrase {
  private static final int MAX_BYTES = 60;

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
    return Escaped.of(packet, from, Math.min(end(packet, from), from + MAX_BYTES));
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
