package org.portsnare.netfilter.nflog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.portsnare.netlink.MalformedMessageException;
import org.portsnare.netlink.MessageReader;
import org.portsnare.testing.HexFixture;
import org.portsnare.testing.Mutations;

/** Any bytes give a packet within its limits, or {@link MalformedMessageException}. */
class PacketEventFuzzTest {
  private static final int MUTATIONS = 100_000;

  private final PacketEvent event = new PacketEvent();
  private final List<byte[]> corpus =
      List.copyOf(HexFixture.sections(getClass(), "packets.hex").values());

  @Test
  void everyPrefix() {
    for (byte[] valid : corpus) {
      for (int length = 0; length <= valid.length; length++) decode(Arrays.copyOf(valid, length));
    }
  }

  @Test
  void mutations() {
    // On its own thread this is faster: a refusal costs a stack trace, and JUnit's stack is deep.
    CompletableFuture.runAsync(this::mutate, task -> Thread.ofPlatform().start(task)).join();
  }

  private void mutate() {
    Mutations mutations = new Mutations(3);
    int whole = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      if (decode(mutations.of(corpus.get(i % corpus.size())))) whole++;
    }
    // The mutations break some events, but not all.
    assertThat(whole).isBetween(MUTATIONS / 20, MUTATIONS - MUTATIONS / 20);
  }

  private boolean decode(byte[] datagram) {
    try {
      MessageReader messages = new MessageReader(datagram, datagram.length);
      while (messages.next()) {
        event.decode(messages);
        check();
      }
      return true;
    } catch (MalformedMessageException _) {
      return false;
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("decoding " + HexFormat.of().formatHex(datagram), e);
    }
  }

  private void check() {
    if (event.payloadLength() < 0 || event.payloadLength() > event.payload().length) {
      throw new AssertionError("payload of " + event.payloadLength());
    }
    if (event.family() < 0 || event.family() > 255) {
      throw new AssertionError("family " + event.family());
    }
    if (event.prefix().length() > 127) throw new AssertionError("prefix " + event.prefix());
  }
}
