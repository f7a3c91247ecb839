package org.portsnare.said;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The first message of a TLS client (RFC 8446, 4.1.2), which may be cut off.
 *
 * <pre>
 *   record:    u8 22, u16 version, u16 length
 *   handshake: u8 1, u24 length
 *   hello:     u16 version, 32 random, u8 length + session, u16 length + ciphers,
 *              u8 length + compression, u16 length + extensions
 *   extension: u16 type, u16 length + data
 * </pre>
 *
 * @param serverName the host that it asks for; empty if it is missing
 * @param isGreased whether it has values of RFC 8701, as Safari and browsers built on Chromium send
 * @param limitsRecords whether it has the extension of RFC 8449, as Firefox sends
 */
record ClientHello(String serverName, boolean isGreased, boolean limitsRecords) {
  private static final int HANDSHAKE = 22;
  private static final int CLIENT_HELLO = 1;
  private static final int BEFORE_SESSION = 5 + 4 + 2 + 32;
  private static final int SERVER_NAME = 0;
  private static final int RECORD_SIZE_LIMIT = 28;

  /** Reads a message; empty if the data is not such a message. */
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

  /** Reads a list with one name: u16 length, u8 type, u16 length + name. */
  private static String name(ByteBuffer in, int length) {
    if (length < 5) return "";
    int at = in.position();
    int size = in.getShort(at + 3) & 0xffff;
    if (size > length - 5) return "";
    byte[] name = new byte[size];
    in.get(at + 5, name);
    return new String(name, StandardCharsets.US_ASCII);
  }

  /** Skips a field that begins with its length, in {@code lengthBytes} bytes. */
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

  /**
   * Whether it is from a browser: it asks for a host by name, and has a browser's extensions. Other
   * programs lack one of the two.
   */
  boolean isOfABrowser() {
    boolean named = serverName.indexOf('.') > 0 && serverName.matches("[A-Za-z0-9.-]+");
    return named && (isGreased || limitsRecords);
  }
}
