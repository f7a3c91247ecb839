package org.portsnare.netfilter.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portsnare.netfilter.nftables.NfTablesEvents.Event;
import org.portsnare.netfilter.nftables.expr.Immediate;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Nft;

@Timeout(60)
class NfTablesEventsKernelIT {
  private static final Table TABLE = new Table(Family.INET, "t");
  private static final Set HOSTS = new Set(TABLE, "hosts", KeyType.IPV4_ADDR, 0, 0, 0, false);
  private static final Chain CHAIN = new Chain(TABLE, "c");

  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final NfTables nfTables = namespace.call(NfTables::open);
  private final NfTablesEvents events =
      namespace.call(() -> NfTablesEvents.open(TABLE, nfTables.portId()));

  @BeforeEach
  void addTable() {
    Transaction transaction = new Transaction().add(TABLE).add(HOSTS).add(CHAIN);
    transaction.addCounter(TABLE, "n").add(new Rule(CHAIN, List.of(Immediate.accept())));
    try (ElementWriter writer = transaction.addElements(HOSTS)) {
      writer.element(new byte[] {10, 0, 0, 1}).element(new byte[] {10, 0, 0, 2});
    }
    nfTables.commit(transaction);
    assertThat(worst()).isEqualTo(Event.NONE);
  }

  @AfterEach
  void close() {
    events.close();
    nfTables.close();
    namespace.close();
  }

  @Test
  void flushOfTheRulesetByNft() {
    nft("flush ruleset");
    assertThat(worst()).isEqualTo(Event.CHANGED);
  }

  @Test
  void removalOfAnyPart() {
    nft("flush chain inet t c");
    assertThat(worst()).isEqualTo(Event.CHANGED);
    nft("delete chain inet t c");
    assertThat(worst()).isEqualTo(Event.CHANGED);
    nft("delete counter inet t n");
    assertThat(worst()).isEqualTo(Event.CHANGED);
    nft("delete set inet t hosts");
    assertThat(worst()).isEqualTo(Event.CHANGED);
    nft("delete table inet t");
    assertThat(worst()).isEqualTo(Event.CHANGED);
  }

  /** The kernel reports a large change in many datagrams. */
  @Test
  void oneTransactionIsOneEventHoweverLarge() {
    nft("add rule inet t c drop; ".repeat(500));
    assertThat(worst()).isEqualTo(Event.CHANGED);
    nft("delete table inet t");
    int changes = 0;
    for (int quiet = 0; quiet < 100; ) {
      if (events.await(0) == Event.NONE) quiet++;
      else changes++;
    }
    assertThat(changes).isEqualTo(1);
  }

  @Test
  void removalOfElements() {
    nft("delete element inet t hosts { 10.0.0.1 }");
    assertThat(worst()).isEqualTo(Event.ELEMENTS_CHANGED);
    nft("flush set inet t hosts");
    assertThat(worst()).isEqualTo(Event.ELEMENTS_CHANGED);
  }

  @Test
  void removalOfChainCountsMoreThanThatOfElements() {
    nft("delete element inet t hosts { 10.0.0.1 }; delete chain inet t c");
    assertThat(worst()).isEqualTo(Event.CHANGED);
  }

  @Test
  void ownChangesAreNone() {
    Transaction transaction = new Transaction().flush(CHAIN).delete(CHAIN).flush(HOSTS);
    nfTables.commit(transaction.delete(HOSTS).delete(TABLE));
    assertThat(worst()).isEqualTo(Event.NONE);
  }

  @Test
  void additionsOfOthers() {
    nft("add element inet t hosts { 10.0.0.3 }");
    assertThat(worst()).isEqualTo(Event.ELEMENTS_CHANGED);
    nft("add chain inet t d");
    assertThat(worst()).isEqualTo(Event.CHANGED);
    nft("insert rule inet t c drop");
    assertThat(worst()).isEqualTo(Event.CHANGED);
  }

  @Test
  void otherTablesAreNone() {
    nft("add table inet other; add chain inet other c; delete table inet other");
    nft("add table ip t; add set ip t hosts { type ipv4_addr; }; delete table ip t");
    assertThat(worst()).isEqualTo(Event.NONE);
  }

  @Test
  void namesThatBeginAlikeAreOtherTables() {
    nft("add table inet tt; delete table inet tt");
    assertThat(worst()).isEqualTo(Event.NONE);
  }

  @Test
  void closingEndsAWait() throws Exception {
    CompletableFuture<Event> event = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> event.complete(events.await(-1)));
    events.close();
    assertThat(event.get(1, TimeUnit.SECONDS)).isEqualTo(Event.CLOSED);
  }

  private void nft(String commands) {
    namespace.run(() -> Nft.load(commands.replace("; ", "\n") + "\n"));
  }

  /** The most important waiting event; the kernel sends events before a commit returns. */
  private Event worst() {
    Event worst = Event.NONE;
    // NONE means no datagram, or one without an event. There are never 100 of the latter.
    for (int quiet = 0; quiet < 100; ) {
      Event event = events.await(0);
      if (event == Event.NONE) {
        quiet++;
      } else if (worst != Event.CHANGED) {
        worst = event;
      }
    }
    return worst;
  }
}
