package org.portsnare.said;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The first message of a TLS client (RFC 8446, 4.1.2), as much of it as there is.
 *
 * <pre>
 *   record:    u8 22, u16 version, u16 length
 *   handshake: u8 1, u24 length
 *   hello:     u16 version, 32 random, u8 length + session, u16 length + ciphers,
 *              u8 length + compression, u16 length + extensions
 *   extension: u16 type, u16 length + data
 * </pre>
 *
 * @param serverName the host it asks for; empty if that is not in what there is
 * @param isGreased whether it has values of RFC 8701, as browsers built on Chromium and Safari send
 * @param limitsRecords whether it has the extension of RFC 8449, as Firefox sends
 */
record ClientHello(String serverName, boolean isGreased, boolean limitsRecords) {
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int BEFORE_SESSION = 5 + 4 + 2 + 32;
  private static final int SERVER_NAME = 0;
  private static final int RECORD_SIZE_LIMIT = 28;

  /** Empty where the words are no such message. */
  static Optional<ClientHello> read(byte[] packet, int from, int to) {
    ByteBuffer in = ByteBuffer.wrap(packet, from, to - from).slice();
    if (in.remaining() <= BEFORE_SESSION) return Optional.empty();
    if (in.get(0) != HANDSHAKE || in.get(1) != 3 || in.get(5) != CLIENT_HELLO) {
      return Optional.empty();
    }
    in.position(BEFORE_SESSION);
    if (!skip(in, 1)) return Optional.empty();
    boolean greased = in.remaining() >= 4 && isGrease(in.getShort(in.position() + 2));
    if (!skip(in, 2) || !skip(in, 1) || in.remaining() < 2) return Optional.empty();
    in.getShort();
    return Optional.of(extensions(in, greased));
  }

  private static ClientHello extensions(ByteBuffer in, boolean ciphersGreased) {
    String name = "";
    boolean greased = ciphersGreased;
    boolean limits = false;
    while (in.remaining() >= 4) {
      int type = in.getShort() & 0xffff;
      int length = in.getShort() & 0xffff;
      if (length > in.remaining()) break;
      if (type == SERVER_NAME) name = name(in, length);
      greased |= isGrease((short) type);
      limits |= type == RECORD_SIZE_LIMIT;
      in.position(in.position() + length);
    }
    return new ClientHello(name, greased, limits);
  }

  /** A list of one: u16 length, u8 type, u16 length + name. */
  private static String name(ByteBuffer in, int length) {
    if (length < 5) return "";
    int at = in.position();
    int size = in.getShort(at + 3) & 0xffff;
    if (size > length - 5) return "";
    byte[] name = new byte[size];
    in.get(at + 5, name);
    return new String(name, StandardCharsets.US_ASCII);
  }

  /** Passes over a field that begins with its length, of so many bytes. */
  private static boolean skip(ByteBuffer in, int lengthBytes) {
    if (in.remaining() < lengthBytes) return false;
    int length = lengthBytes == 1 ? in.get() & 0xff : in.getShort() & 0xffff;
    if (length > in.remaining()) return false;
    in.position(in.position() + length);
    return true;
  }

  private static boolean isGrease(short value) {
    return (value & 0x0f0f) == 0x0a0a && ((value >> 8) & 0xff) == (value & 0xff);
  }

  /** It asks for a host by its name, and greets as browsers do. Programs leave one of both out. */
  boolean isOfABrowser() {
    boolean named = serverName.indexOf('.') > 0 && serverName.matches("[A-Za-z0-9.-]+");
    return named && (isGreased || limitsRecords);
  }
}
