package org.portsnare.netfilter.nftables.expr;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Brings expressions into one canonical form. It sorts the attributes of a nest by type, because
 * their order has no meaning. The order of the expressions, which have one type, stays. It removes
 * attributes without meaning. It reads and writes without the code under test.
 */
final class Canonical {
  private static final int NLA_F_NESTED = 0x8000;

  /** Attributes in which nft adds the number of a set that the same batch makes. */
  private static final Map<String, Set<Integer>> SET_ID =
      Map.of("lookup", Set.of(4), "dynset", Set.of(2));

  /** Attributes whose absence means 0: of socket, operation, bytes and packets. */
  private static final Map<String, Set<Integer>> ZERO =
      Map.of("socket", Set.of(3), "bitwise", Set.of(6), "counter", Set.of(1, 2));

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Attribute(int type, byte[] payload, List<Attribute> nested) {}

  private Canonical() {}

  static byte[] of(byte[] expressions) {
    List<Attribute> list = parse(ByteBuffer.wrap(expressions).order(ByteOrder.nativeOrder()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Attribute expression : list) write(withoutSilent(expression), out);
    return out.toByteArray();
  }

  /** An expression is a nest of a name and optional data. The data may hold other expressions. */
  private static Attribute withoutSilent(Attribute attribute) {
    List<Attribute> parts = attribute.nested();
    String name = parts.isEmpty() ? "" : text(parts.getFirst());
    List<Attribute> kept = new ArrayList<>();
    for (Attribute part : parts) {
      List<Attribute> data =
          part.nested().stream()
              .filter(number -> !isSilent(name, number))
              .map(number -> withoutNul(name, withoutSilent(number)))
              .toList();
      boolean empty = data.isEmpty() && part.payload().length == 0;
      if (!empty) kept.add(withoutSilent(new Attribute(part.type(), part.payload(), data)));
    }
    return new Attribute(attribute.type(), attribute.payload(), kept);
  }

  private static boolean isSilent(String name, Attribute number) {
    if (SET_ID.getOrDefault(name, Set.of()).contains(number.type())) return true;
    return ZERO.getOrDefault(name, Set.of()).contains(number.type())
        && Arrays.equals(number.payload(), new byte[number.payload().length]);
  }

  /** nft omits the NUL after the name of a counter; the kernel accepts both forms. */
  private static Attribute withoutNul(String name, Attribute attribute) {
    if (!name.equals("objref") || attribute.type() != 2) return attribute;
    byte[] text = text(attribute).getBytes(StandardCharsets.US_ASCII);
    return new Attribute(attribute.type(), text, List.of());
  }

  private static String text(Attribute attribute) {
    return new String(attribute.payload(), StandardCharsets.US_ASCII).replace("\0", "");
  }

  private static List<Attribute> parse(ByteBuffer in) {
    List<Attribute> attributes = new ArrayList<>();
    while (in.hasRemaining()) {
      int start = in.position();
      int length = in.getShort() & 0xffff;
      int type = in.getShort() & 0xffff;
      byte[] payload = new byte[length - 4];
      in.get(payload);
      boolean nest = (type & NLA_F_NESTED) != 0;
      List<Attribute> nested =
          nest ? parse(ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder())) : List.of();
      attributes.add(new Attribute(type, nest ? new byte[0] : payload, nested));
      in.position(start + ((length + 3) & ~3));
    }
    return attributes;
  }

  private static void write(Attribute attribute, ByteArrayOutputStream out) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.writeBytes(attribute.payload());
    attribute.nested().stream()
        .sorted(Comparator.comparingInt(Attribute::type))
        .forEach(nested -> write(nested, payload));
    int length = 4 + payload.size();
    ByteBuffer whole = ByteBuffer.allocate((length + 3) & ~3).order(ByteOrder.nativeOrder());
    whole.putShort((short) length).putShort((short) attribute.type()).put(payload.toByteArray());
    out.writeBytes(whole.array());
  }
}
