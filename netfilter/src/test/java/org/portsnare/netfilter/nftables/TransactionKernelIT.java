package org.portsnare.netfilter.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portsnare.netfilter.nftables.expr.Expression;
import org.portsnare.netfilter.nftables.expr.Immediate;
import org.portsnare.netfilter.nftables.expr.Lookup;
import org.portsnare.netfilter.nftables.expr.Payload;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Nft;

/** The kernel makes all changes or none, and nft lists the same result. */
@Timeout(60)
class TransactionKernelIT {
  private static final Table TABLE = new Table(Family.INET, "t");
  private static final Set HOSTS = hosts("hosts", 100);
  private static final Chain CHAIN = new Chain(TABLE, "c");
  private static final Chain HOOKED =
      new Chain(TABLE, "hooked", new Chain.Hook(Chain.HookPoint.FORWARD, -5));

  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final NfTables nfTables = namespace.call(NfTables::open);

  @AfterEach
  void close() {
    nfTables.close();
    namespace.close();
  }

  private static Set hosts(String name, int size) {
    int flags = Set.NFT_SET_EVAL | Set.NFT_SET_TIMEOUT;
    return new Set(TABLE, name, KeyType.IPV4_ADDR, flags, size, 0, true);
  }

  @Test
  void everyKindOfSetAndChainAndTableIsTheSameAsNfts() {
    Transaction transaction = new Transaction();
    for (Family family : List.of(Family.INET, Family.IPV4, Family.IPV6)) {
      transaction.add(new Table(family, "t"));
    }
    transaction.add(new Table(Family.BRIDGE, "b")).add(new Table(Family.ARP, "a"));
    transaction.addCounter(TABLE, "drops").add(HOSTS);
    int ranges = Set.NFT_SET_INTERVAL;
    transaction.add(new Set(TABLE, "names", KeyType.IFNAME, 0, 0, 0, false));
    transaction.add(new Set(TABLE, "ports", KeyType.INET_SERVICE, ranges, 0, 0, false));
    transaction.add(new Set(TABLE, "nets4", KeyType.IPV4_ADDR, ranges, 0, 0, true));
    int timed = ranges | Set.NFT_SET_TIMEOUT;
    transaction.add(new Set(TABLE, "nets6", KeyType.IPV6_ADDR, timed, 0, 86_400_000, true));
    transaction.add(CHAIN);
    for (Chain.HookPoint point : Chain.HookPoint.values()) {
      Chain.Hook hook = new Chain.Hook(point, 7 * point.number() - 10);
      transaction.add(new Chain(TABLE, "at" + point.number(), hook));
    }
    transaction.add(new Rule(CHAIN, List.of(Immediate.drop())));
    nfTables.commit(transaction);

    try (NetworkNamespace other = NetworkNamespace.create()) {
      other.run(
          () ->
              Nft.load(
                  """
                  add table inet t
                  add table ip t
                  add table ip6 t
                  add table bridge b
                  add table arp a
                  table inet t {
                    counter drops { }
                    set hosts { type ipv4_addr; flags dynamic,timeout; size 100; counter; }
                    set names { type ifname; }
                    set ports { type inet_service; flags interval; }
                    set nets4 { type ipv4_addr; flags interval; counter; }
                    set nets6 { type ipv6_addr; flags interval,timeout; timeout 1d; counter; }
                    chain c { drop; }
                    chain at0 { type filter hook prerouting priority -10; }
                    chain at1 { type filter hook input priority -3; }
                    chain at2 { type filter hook forward priority 4; }
                    chain at3 { type filter hook output priority 11; }
                    chain at4 { type filter hook postrouting priority 18; }
                  }
                  """));
      assertThat(namespace.call(Nft::ruleset)).isEqualTo(other.call(Nft::ruleset));
      assertThat(namespace.call(() -> Nft.run("list", "ruleset")))
          .isEqualTo(other.call(() -> Nft.run("list", "ruleset")));
    }
  }

  @Test
  void dormantTableIsTheSameAsNfts() {
    Table asleep = new Table(Family.INET, "asleep", Table.NFT_TABLE_F_DORMANT);
    nfTables.commit(new Transaction().add(asleep));
    // As text: nft 1.0.6 writes broken JSON for a table with flags.
    assertThat(namespace.call(() -> Nft.run("list", "ruleset")))
        .isEqualTo("table inet asleep {\n\tflags dormant\n}\n");
  }

  @Test
  void addingWhatIsThereChangesNothing() {
    nfTables.commit(ordinary());
    String before = namespace.call(Nft::ruleset);
    nfTables.commit(
        new Transaction().add(TABLE).addCounter(TABLE, "n").add(HOSTS).add(CHAIN).add(HOOKED));
    assertThat(namespace.call(Nft::ruleset)).isEqualTo(before);
  }

  @Test
  void lastMessageFailsAndNothingRemains() {
    Transaction transaction = ordinary();
    transaction.add(new Rule(CHAIN, List.of(Immediate.jump("absent"))));
    refused(
        () -> nfTables.commit(transaction),
        Errno.ENOENT,
        "add a rule to chain inet/t/c: ENOENT (it does not exist)");
    assertThat(namespace.call(Nft::ruleset)).isEqualTo("[]\n");
  }

  @Test
  void lastMessageFailsAndEverythingIsAsBefore() {
    nfTables.commit(ordinary());
    String before = namespace.call(Nft::ruleset);
    Transaction transaction = new Transaction().flush(CHAIN).delete(HOOKED);
    try (ElementWriter writer = transaction.addElements(HOSTS)) {
      writer.element(new byte[] {9, 9, 9, 9});
    }
    transaction.delete(new Chain(TABLE, "absent"));
    refused(
        () -> nfTables.commit(transaction),
        Errno.ENOENT,
        "delete chain inet/t/absent: ENOENT (it does not exist)");
    assertThat(namespace.call(Nft::ruleset)).isEqualTo(before);
  }

  @Test
  void firstOfSeveralFailuresIsTold() {
    nfTables.commit(new Transaction().add(TABLE));
    Transaction transaction = new Transaction().add(CHAIN);
    transaction.delete(new Chain(TABLE, "one")).delete(new Chain(TABLE, "two")).add(HOSTS);
    refused(
        () -> nfTables.commit(transaction),
        Errno.ENOENT,
        "delete chain inet/t/one: ENOENT (it does not exist)");
  }

  @Test
  void refusalCarriesTheKernelsWords() {
    Table longName = new Table(Family.INET, "x".repeat(300));
    refused(
        () -> nfTables.commit(new Transaction().add(longName)),
        34,
        "add table inet/" + "x".repeat(300) + ": ERANGE (out of range): Attribute failed policy");
  }

  @Test
  void socketWorksAfterARefusal() {
    assertThatThrownBy(() -> nfTables.commit(new Transaction().delete(TABLE)))
        .isInstanceOf(NetlinkException.class);
    nfTables.commit(new Transaction().add(TABLE));
    assertThat(nfTables.tableFlags(TABLE)).isZero();
  }

  @Test
  void checkingChangesNothing() {
    assertThat(nfTables.check(ordinary())).isNull();
    assertThat(namespace.call(Nft::ruleset)).isEqualTo("[]\n");
    NetlinkException refused = nfTables.check(ordinary().delete(new Chain(TABLE, "absent")));
    assertThat(refused).isNotNull();
    assertThat(refused)
        .hasMessageStartingWith("delete chain inet/t/absent: ENOENT (it does not exist)");
    assertThat(namespace.call(Nft::ruleset)).isEqualTo("[]\n");
  }

  @Test
  void emptyTransactionIsDoneAtOnce() {
    long start = System.nanoTime();
    nfTables.commit(new Transaction());
    assertThat(nfTables.check(new Transaction())).isNull();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void everythingCanBeDeletedAgain() {
    nfTables.commit(ordinary());
    nfTables.commit(new Transaction().flush(CHAIN));
    assertThat(namespace.call(() -> Nft.run("list", "chain", "inet", "t", "c")))
        .doesNotContain("accept");
    nfTables.commit(new Transaction().flush(HOSTS));
    assertThat(nfTables.count(HOSTS)).isZero();
    nfTables.commit(new Transaction().delete(CHAIN).delete(HOOKED).delete(HOSTS));
    assertThat(nfTables.chainNames(TABLE)).isEmpty();
    assertThat(nfTables.setNames(TABLE)).isEmpty();
    nfTables.commit(new Transaction().delete(TABLE));
    assertThat(nfTables.tableFlags(TABLE)).isNull();
    assertThat(namespace.call(Nft::ruleset)).isEqualTo("[]\n");
  }

  @Test
  void tableIsReplacedInOneTransaction() {
    nfTables.commit(ordinary());
    nfTables.commit(new Transaction().add(TABLE).delete(TABLE).add(TABLE).add(HOSTS));
    assertThat(nfTables.chainNames(TABLE)).isEmpty();
    assertThat(nfTables.setNames(TABLE)).containsExactly("hosts");
    assertThat(nfTables.count(HOSTS)).isZero();
  }

  @Test
  void deletingWhatIsInUseIsRefused() {
    nfTables.commit(ordinary());
    List<Expression> expressions =
        List.of(
            new Payload(Payload.Base.NETWORK_HEADER, 12, 4, Expression.NFT_REG_1),
            new Lookup("hosts", Expression.NFT_REG_1));
    nfTables.commit(new Transaction().add(new Rule(CHAIN, expressions)));
    refused(
        () -> nfTables.commit(new Transaction().delete(HOSTS)),
        Errno.EBUSY,
        "delete set inet/t/hosts: EBUSY (in use)");
  }

  @Test
  void fullSetIsRefusedWhole() {
    nfTables.commit(new Transaction().add(TABLE).add(hosts("small", 10)));
    Transaction transaction = new Transaction();
    try (ElementWriter writer = transaction.addElements(hosts("small", 10))) {
      for (int i = 0; i < 11; i++) writer.element(new byte[] {10, 0, 0, (byte) i});
    }
    refused(
        () -> nfTables.commit(transaction),
        Errno.ENFILE,
        "add elements to set inet/t/small: ENFILE");
    assertThat(nfTables.count(hosts("small", 10))).isZero();
  }

  private static Transaction ordinary() {
    Transaction transaction = new Transaction().add(TABLE).addCounter(TABLE, "n");
    transaction.add(HOSTS).add(CHAIN).add(HOOKED);
    transaction.add(new Rule(CHAIN, List.of(Immediate.accept())));
    try (ElementWriter writer = transaction.addElements(HOSTS)) {
      writer.element(new byte[] {10, 0, 0, 1});
    }
    return transaction;
  }

  private static void refused(ThrowingCallable call, int errno, String message) {
    assertThatThrownBy(call)
        .isInstanceOf(NetlinkException.class)
        .hasMessageStartingWith(message)
        .extracting(e -> ((NetlinkException) e).errno())
        .isEqualTo(errno);
  }
}
