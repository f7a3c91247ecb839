package org.portsnare.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.portsnare.testing.HexFixture;
import org.portsnare.testing.Mutations;

/**
 * Reading any bytes works or throws {@link MalformedMessageException}. It depends on no byte
 * outside the datagram. The seeds are fixed, so every run is the same.
 */
class MessageFuzzTest {
  private static final int MUTATIONS = 100_000;
  private static final int CANARY = 64;
  private static final int DEEPEST = 4;

  @Test
  void everyPrefix() {
    onShortStack(MessageFuzzTest::cutEverywhere);
  }

  private static void cutEverywhere() {
    for (byte[] valid : corpus().values()) {
      for (int length = 0; length <= valid.length; length++) check(Arrays.copyOf(valid, length));
    }
  }

  @Test
  void everySingleByte() {
    onShortStack(MessageFuzzTest::changeEveryByte);
  }

  private static void changeEveryByte() {
    for (byte[] valid : corpus().values()) {
      byte[] bytes = valid.clone();
      for (int at = 0; at < bytes.length; at++) {
        for (int value = 0; value < 256; value++) {
          bytes[at] = (byte) value;
          check(bytes);
        }
        bytes[at] = valid[at];
      }
    }
  }

  @Test
  void mutations() {
    onShortStack(MessageFuzzTest::mutate);
  }

  private static void mutate() {
    List<byte[]> corpus = List.copyOf(corpus().values());
    Mutations mutations = new Mutations(1);
    for (int i = 0; i < MUTATIONS; i++) check(mutations.of(corpus.get(i % corpus.size())));
  }

  @Test
  void attributesInTheMiddleOfAnArray() {
    onShortStack(MessageFuzzTest::mutateBetweenCanaries);
  }

  private static void mutateBetweenCanaries() {
    byte[] valid = HexFixture.section(MessageFuzzTest.class, "requests.hex", "every width");
    Mutations mutations = new Mutations(2);
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] bytes = mutations.of(Arrays.copyOfRange(valid, 24, valid.length));
      if (readAttributes(bytes, 0) != readAttributes(bytes, 0xff)) {
        throw new AssertionError("read outside " + HexFormat.of().formatHex(bytes));
      }
    }
  }

  /** A short stack is faster: a refusal costs a stack trace, and JUnit's stack is deep. */
  private static void onShortStack(Runnable work) {
    CompletableFuture.runAsync(work, task -> Thread.ofPlatform().start(task)).join();
  }

  private static int readAttributes(byte[] bytes, int canary) {
    byte[] all = new byte[CANARY + bytes.length + CANARY];
    Arrays.fill(all, (byte) canary);
    System.arraycopy(bytes, 0, all, CANARY, bytes.length);
    Seen seen = new Seen();
    seen.whole(() -> read(AttributeReader.of(all, CANARY, CANARY + bytes.length), 0, seen));
    return seen.hash;
  }

  private static Map<String, byte[]> corpus() {
    Map<String, byte[]> corpus = new HashMap<>();
    corpus.putAll(HexFixture.sections(MessageFuzzTest.class, "requests.hex"));
    corpus.putAll(HexFixture.sections(MessageFuzzTest.class, "answers.hex"));
    assertThat(corpus).hasSizeGreaterThan(8);
    return corpus;
  }

  private static void check(byte[] datagram) {
    try {
      if (read(datagram, 0) == read(datagram, 0xff)) return;
    } catch (RuntimeException e) {
      throw new AssertionError("reading " + HexFormat.of().formatHex(datagram), e);
    }
    throw new AssertionError("read outside " + HexFormat.of().formatHex(datagram));
  }

  /** Reads everything in a datagram. Canary bytes follow it. */
  private static int read(byte[] datagram, int canary) {
    byte[] bytes = Arrays.copyOf(datagram, datagram.length + CANARY);
    Arrays.fill(bytes, datagram.length, bytes.length, (byte) canary);
    Seen seen = new Seen();
    MessageReader message = new MessageReader(bytes, datagram.length);
    seen.whole(
        () -> {
          while (message.next()) read(message, seen);
        });
    return seen.hash;
  }

  private static void read(MessageReader message, Seen seen) {
    seen.add(message.type());
    seen.add(message.flags());
    seen.add(message.sequence());
    seen.add(message.portId());
    seen.whole(() -> seen.add(ControlMessage.of(message).hashCode()));
    for (int header = 4; header <= 8; header += 4) {
      int skip = header;
      seen.whole(() -> read(message.attributes(skip), 0, seen));
    }
  }

  private static void read(AttributeReader attributes, int depth, Seen seen) {
    while (attributes.next()) {
      seen.add(attributes.type());
      seen.add(Arrays.hashCode(attributes.bytes()));
      seen.add(attributes.string().hashCode());
      readValues(attributes, seen);
      // Most payloads are not attributes; the reader finds this out here.
      if (depth < DEEPEST) seen.whole(() -> read(attributes.nested(), depth + 1, seen));
    }
  }

  private static void readValues(AttributeReader attributes, Seen seen) {
    int length = attributes.length();
    seen.add(length);
    if (length >= 1) seen.add(attributes.u8());
    if (length >= 2) seen.add(attributes.u16() + attributes.be16());
    if (length >= 4) seen.add(attributes.u32() + attributes.be32());
    if (length >= 8) seen.add(Long.hashCode(attributes.u64() + attributes.be64()));
  }

  /** A fingerprint of everything that was read, refusals included. */
  private static final class Seen {
    private int hash;

    void add(int value) {
      hash = 31 * hash + value;
    }

    void whole(Runnable read) {
      try {
        read.run();
      } catch (MalformedMessageException e) {
        add(e.getMessage().hashCode());
      }
    }
  }
}
