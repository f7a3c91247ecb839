package org.portsnare.netfilter.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.portsnare.netlink.AttributeReader;
import org.portsnare.netlink.MalformedMessageException;
import org.portsnare.netlink.MessageReader;
import org.portsnare.testing.HexFixture;
import org.portsnare.testing.Mutations;

/** Any bytes give an element within its limits, or {@link MalformedMessageException}. */
class SetElementFuzzTest {
  private static final int MUTATIONS = 100_000;

  private final SetElement element = new SetElement();
  private final List<byte[]> corpus =
      List.copyOf(HexFixture.sections(getClass(), "elements.hex").values());

  @Test
  void everyPrefix() {
    for (byte[] valid : corpus) {
      for (int length = 0; length <= valid.length; length++) read(Arrays.copyOf(valid, length));
    }
  }

  @Test
  void mutations() {
    // On its own thread this is faster: a refusal costs a stack trace, and JUnit's stack is deep.
    CompletableFuture.runAsync(this::mutate, task -> Thread.ofPlatform().start(task)).join();
  }

  private void mutate() {
    Mutations mutations = new Mutations(4);
    int whole = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      if (read(mutations.of(corpus.get(i % corpus.size())))) whole++;
    }
    // The mutations break some elements, but not all.
    assertThat(whole).isBetween(MUTATIONS / 20, MUTATIONS - MUTATIONS / 20);
  }

  private boolean read(byte[] datagram) {
    try {
      MessageReader messages = new MessageReader(datagram, datagram.length);
      while (messages.next()) {
        AttributeReader attributes = messages.attributes(Attributes.NFGENMSG);
        while (attributes.next()) {
          if (attributes.type() == Attributes.NFTA_SET_ELEM_LIST_ELEMENTS) {
            read(attributes.nested());
          }
        }
      }
      return true;
    } catch (MalformedMessageException _) {
      return false;
    } catch (RuntimeException | AssertionError e) {
      throw new AssertionError("reading " + HexFormat.of().formatHex(datagram), e);
    }
  }

  private void read(AttributeReader list) {
    while (list.next()) {
      element.read(list);
      if (element.keyLength() < 0 || element.keyLength() > element.key().length) {
        throw new AssertionError("key of " + element.keyLength());
      }
    }
  }
}
