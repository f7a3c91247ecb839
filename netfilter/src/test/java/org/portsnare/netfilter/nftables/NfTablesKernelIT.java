package org.portsnare.netfilter.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portsnare.netfilter.nftables.expr.ObjectReference;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Await;
import org.portsnare.testing.Command;
import org.portsnare.testing.Nft;

/** Reads tables and tests their ownership. */
@Timeout(60)
class NfTablesKernelIT {
  private static final int OWNED = Table.NFT_TABLE_F_OWNER;
  private static final int PERSISTENT = Table.NFT_TABLE_F_OWNER | Table.NFT_TABLE_F_PERSIST;
  private static final Table PLAIN = new Table(Family.INET, "t");
  private static final Table OWN = new Table(Family.INET, "t", OWNED);
  private static final Table LASTING = new Table(Family.INET, "t", PERSISTENT);

  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final NfTables nfTables = open();

  private NfTables open() {
    return namespace.call(NfTables::open);
  }

  @AfterEach
  void close() {
    nfTables.close();
    namespace.close();
  }

  @Test
  void flagsThisKernelTakes() {
    assertThat(nfTables.supports(0)).isTrue();
    assertThat(nfTables.supports(OWNED)).isTrue();
    assertThat(nfTables.supports(PERSISTENT)).isTrue();
    assertThat(nfTables.supports(0x4000_0000)).isFalse();
    assertThat(namespace.call(Nft::ruleset)).isEqualTo("[]\n");
  }

  @Test
  void flagsOfATable() {
    assertThat(nfTables.tableFlags(PLAIN)).isNull();
    nfTables.commit(new Transaction().add(LASTING));
    assertThat(nfTables.tableFlags(PLAIN)).isEqualTo(PERSISTENT);
    assertThat(nfTables.tableFlags(new Table(Family.IPV4, "t"))).isNull();
  }

  @Test
  void namesOfSetsAndChains() {
    Table other = new Table(Family.INET, "other");
    Table otherFamily = new Table(Family.IPV4, "t");
    Transaction transaction = new Transaction();
    for (Table table : List.of(PLAIN, other, otherFamily)) {
      transaction.add(table).add(new Chain(table, "of-" + table.name() + table.family().number()));
      transaction.add(
          new Set(table, "s" + table.family().number(), KeyType.IPV4_ADDR, 0, 0, 0, false));
    }
    transaction.add(new Chain(PLAIN, "second"));
    nfTables.commit(transaction);
    assertThat(nfTables.chainNames(PLAIN)).containsExactlyInAnyOrder("of-t1", "second");
    assertThat(nfTables.setNames(PLAIN)).containsExactly("s1");
    assertThat(nfTables.chainNames(otherFamily)).containsExactly("of-t2");
    assertThat(nfTables.setNames(otherFamily)).containsExactly("s2");
    assertThat(nfTables.setNames(new Table(Family.INET, "absent"))).isEmpty();
    assertThat(nfTables.chainNames(new Table(Family.INET, "absent"))).isEmpty();
  }

  @Test
  void manyNames() {
    Transaction transaction = new Transaction().add(PLAIN);
    for (int i = 0; i < 2000; i++) transaction.add(new Chain(PLAIN, "chain" + i));
    nfTables.commit(transaction);
    assertThat(nfTables.chainNames(PLAIN)).hasSize(2000).contains("chain0", "chain1999");
  }

  @Test
  void countersCountTraffic() {
    Chain input = new Chain(PLAIN, "in", new Chain.Hook(Chain.HookPoint.INPUT, 0));
    Transaction transaction = new Transaction().add(PLAIN);
    transaction.addCounter(PLAIN, "seen").addCounter(PLAIN, "idle").add(input);
    transaction.add(
        new Rule(input, List.of(new ObjectReference(ObjectReference.Type.COUNTER, "seen"))));
    Table other = new Table(Family.INET, "other");
    transaction.add(other).addCounter(other, "elsewhere");
    nfTables.commit(transaction);
    assertThat(nfTables.counters(PLAIN))
        .isEqualTo(Map.of("seen", NfTables.Count.ZERO, "idle", NfTables.Count.ZERO));

    namespace.call(() -> Command.run("ip", "link", "set", "lo", "up"));
    namespace.run(() -> send(5, 100));
    // 20 bytes of IPv4 header and 8 of UDP.
    assertThat(nfTables.counters(PLAIN).get("seen")).isEqualTo(new NfTables.Count(5, 640));
    assertThat(nfTables.counters(PLAIN).get("idle")).isEqualTo(NfTables.Count.ZERO);
    assertThat(nfTables.counters(new Table(Family.INET, "absent"))).isEmpty();
  }

  private static void send(int packets, int bytes) {
    try (DatagramChannel receiver = DatagramChannel.open();
        DatagramChannel sender = DatagramChannel.open()) {
      receiver.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      for (int i = 0; i < packets; i++) {
        sender.send(ByteBuffer.allocate(bytes), receiver.getLocalAddress());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void ownedTableIsChangedByItsOwnerAlone() {
    nfTables.commit(new Transaction().add(OWN).add(new Chain(OWN, "c")));
    try (NfTables other = open()) {
      refusedWithEperm(other, new Transaction().add(new Chain(OWN, "d")), "add chain inet/t/d");
      refusedWithEperm(other, new Transaction().delete(OWN), "delete table inet/t");
      refusedWithEperm(other, new Transaction().add(OWN), "add table inet/t");
      // Every socket may read.
      assertThat(other.chainNames(OWN)).containsExactly("c");
    }
    Command.Result nft = namespace.call(() -> Nft.result("add", "chain", "inet", "t", "d"));
    assertThat(nft.exit()).isEqualTo(1);
    assertThat(nft.stderr()).contains("Operation not permitted");
    namespace.run(() -> Nft.run("flush", "ruleset"));
    assertThat(nfTables.chainNames(OWN)).containsExactly("c");
    nfTables.commit(new Transaction().add(new Chain(OWN, "d")));
  }

  private static void refusedWithEperm(NfTables by, Transaction transaction, String operation) {
    assertThatThrownBy(() -> by.commit(transaction))
        .isInstanceOf(NetlinkException.class)
        .hasMessageStartingWith(operation + ": EPERM (operation not permitted)")
        .extracting(e -> ((NetlinkException) e).errno())
        .isEqualTo(Errno.EPERM);
  }

  @Test
  void ownedTableGoesWithItsOwner() {
    try (NfTables owner = open()) {
      owner.commit(new Transaction().add(OWN));
      assertThat(nfTables.tableFlags(OWN)).isEqualTo(OWNED);
    }
    Await.until("the table goes", Duration.ofSeconds(10), () -> nfTables.tableFlags(OWN) == null);
    assertThat(namespace.call(Nft::ruleset)).isEqualTo("[]\n");
  }

  @Test
  void persistentTableOutlivesItsOwnerAndIsAdopted() {
    int hash = Set.NFT_SET_EVAL | Set.NFT_SET_TIMEOUT;
    Set hosts = new Set(LASTING, "hosts", KeyType.IPV4_ADDR, hash, 10, 0, false);
    try (NfTables owner = open()) {
      Transaction transaction = new Transaction().add(LASTING).add(hosts);
      try (ElementWriter writer = transaction.addElements(hosts)) {
        writer.element(new byte[] {10, 0, 0, 1});
      }
      owner.commit(transaction);
      assertThat(namespace.call(() -> Nft.result("delete", "table", "inet", "t")).exit())
          .isEqualTo(1);
    }
    assertThat(nfTables.count(hosts)).isEqualTo(1);

    // Adopts the table with its content; the table then belongs to this socket.
    Transaction adopt = new Transaction().add(LASTING).add(new Chain(LASTING, "c"));
    nfTables.commit(adopt);
    assertThat(nfTables.count(hosts)).isEqualTo(1);
    try (NfTables other = open()) {
      refusedWithEperm(other, new Transaction().add(LASTING), "add table inet/t");
    }
    assertThat(namespace.call(() -> Nft.result("delete", "table", "inet", "t")).stderr())
        .contains("Operation not permitted");
    namespace.run(() -> Nft.run("flush", "ruleset"));
    assertThat(nfTables.chainNames(LASTING)).containsExactly("c");
  }

  @Test
  void closedSaysSo() {
    NfTables closed = open();
    closed.close();
    assertThatThrownBy(() -> closed.commit(new Transaction().add(PLAIN)))
        .isInstanceOf(NetlinkException.class)
        .hasMessageContaining("the socket was closed");
    assertThatThrownBy(() -> closed.counters(PLAIN))
        .isInstanceOf(NetlinkException.class)
        .hasMessageContaining("the socket was closed");
  }

  @Test
  void listingWhileOthersChangeIsNoFailure() throws InterruptedException {
    Transaction transaction = new Transaction().add(PLAIN);
    for (int i = 0; i < 500; i++) transaction.add(new Chain(PLAIN, "chain" + i));
    nfTables.commit(transaction);
    Thread changer =
        Thread.ofPlatform()
            .start(
                () -> {
                  try (NfTables other = open()) {
                    Table scratch = new Table(Family.INET, "scratch");
                    for (int i = 0; i < 200; i++) {
                      other.commit(new Transaction().add(scratch));
                      other.commit(new Transaction().delete(scratch));
                    }
                  }
                });
    while (changer.isAlive()) {
      // A commit during a dump may cause missing or repeated names, but no wrong names.
      assertThat(nfTables.chainNames(PLAIN)).isNotEmpty().allMatch(n -> n.startsWith("chain"));
    }
    changer.join();
    assertThat(nfTables.chainNames(PLAIN)).hasSize(500);
  }
}
