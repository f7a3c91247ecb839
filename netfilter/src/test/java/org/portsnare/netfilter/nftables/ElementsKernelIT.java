package org.portsnare.netfilter.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Await;
import org.portsnare.testing.Nft;

/** Elements of sets: written here, read here, and read by nft. */
@Timeout(60)
class ElementsKernelIT {
  private static final Table TABLE = new Table(Family.INET, "t");
  private static final int HASH = Set.NFT_SET_EVAL | Set.NFT_SET_TIMEOUT;
  private static final int TIMED_RANGES = Set.NFT_SET_INTERVAL | Set.NFT_SET_TIMEOUT;
  private static final Set HOSTS =
      new Set(TABLE, "hosts", KeyType.IPV4_ADDR, HASH, 250_000, 0, true);
  private static final Set HOSTS6 =
      new Set(TABLE, "hosts6", KeyType.IPV6_ADDR, HASH, 250_000, 0, false);
  private static final Set SCORE =
      new Set(TABLE, "score", KeyType.IPV4_ADDR, HASH, 100, 60_000, false);
  private static final Set NETS4 =
      new Set(TABLE, "nets4", KeyType.IPV4_ADDR, TIMED_RANGES, 0, 0, true);
  private static final Set NETS6 =
      new Set(TABLE, "nets6", KeyType.IPV6_ADDR, TIMED_RANGES, 0, 0, true);
  private static final Set PORTS =
      new Set(TABLE, "ports", KeyType.INET_SERVICE, Set.NFT_SET_INTERVAL, 0, 0, false);
  private static final Set NAMES = new Set(TABLE, "names", KeyType.IFNAME, 0, 0, 0, false);

  private static final byte[] OPEN = {};

  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final NfTables nfTables = namespace.call(NfTables::open);

  @BeforeEach
  void addSets() {
    Transaction transaction = new Transaction().add(TABLE);
    for (Set set : List.of(HOSTS, HOSTS6, SCORE, NETS4, NETS6, PORTS, NAMES)) transaction.add(set);
    nfTables.commit(transaction);
  }

  @AfterEach
  void close() {
    nfTables.close();
    namespace.close();
  }

  @Test
  void twoHundredThousandInOneTransaction() {
    int count = 200_000;
    add(
        HOSTS,
        writer -> {
          for (int i = 0; i < count; i++) writer.element(host(i), 3_600_000, 0, i % 7, 60L * i);
        });
    assertThat(nfTables.count(HOSTS)).isEqualTo(count);
    List<byte[]> sample = new ArrayList<>();
    for (int i = 0; i < count; i += count / 400) sample.add(host(i));
    int[] number = {0};
    int found =
        nfTables.elements(
            HOSTS,
            sample,
            element -> {
              int i = ByteBuffer.wrap(element.key()).getInt() - 0x0a000000;
              assertThat(i).isEqualTo(number[0]);
              assertThat(element.timeoutMillis()).isEqualTo(3_600_000);
              assertThat(element.packets()).isEqualTo(i % 7);
              number[0] += count / 400;
            });
    assertThat(found).isEqualTo(sample.size());

    nfTables.commit(new Transaction().flush(HOSTS));
    assertThat(nfTables.count(HOSTS)).isZero();
  }

  @Test
  void streamIsWhatNftLists() {
    int count = 5000;
    add(
        HOSTS,
        writer -> {
          for (int i = 0; i < count; i++) {
            if (i % 3 == 0) {
              writer.element(host(i));
            } else {
              writer.element(host(i), 1000L * (3600 + i), 0, i % 5 == 0 ? 0 : i, 40L * i);
            }
          }
        });
    List<String> seen = new ArrayList<>();
    nfTables.elements(
        HOSTS,
        element ->
            seen.add(
                address(element)
                    + " "
                    + element.timeoutMillis() / 1000
                    + " "
                    + element.packets()
                    + " "
                    + element.bytes()));
    assertThat(seen).hasSize(count);
    String listed =
        namespace.call(
            () ->
                Nft.query(
                    ".nftables[] | select(.set) | .set.elem[] | .elem | \"\\(.val)"
                        + " \\(.timeout // 0) \\(.counter.packets) \\(.counter.bytes)\"",
                    "list",
                    "set",
                    "inet",
                    "t",
                    "hosts"));
    assertThat(seen).containsExactlyInAnyOrderElementsOf(lines(listed));
  }

  /** Many elements in several messages, with elements of another kind between them. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void eachOfManyAlikeHasItsOwnKeyAndTimeout(boolean ipv6) {
    Set set = ipv6 ? HOSTS6 : HOSTS;
    List<String> expected = new ArrayList<>();
    add(
        set,
        writer -> {
          for (int i = 0; i < 9_000; i++) {
            byte[] key = ipv6 ? host6(i) : host(i);
            long timeout = 3_600_000 + 1000L * i;
            writer.element(key, timeout, i % 1_000 == 7 ? timeout - 1000 : 0);
            expected.add(HexFormat.of().formatHex(key) + " " + timeout);
          }
        });
    List<String> seen = new ArrayList<>();
    nfTables.elements(
        set,
        element ->
            seen.add(
                HexFormat.of().formatHex(element.key(), 0, element.keyLength())
                    + " "
                    + element.timeoutMillis()));
    assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
  }

  /** An expired element is only counted, until the kernel collects it; otherwise it is gone. */
  @Test
  void endedElementIsNotThereBeforeItIsCollected() {
    Set slow = new Set(TABLE, "slow", KeyType.IPV4_ADDR, HASH, 100, 0, false, 8_000);
    nfTables.commit(new Transaction().add(slow));
    add(slow, writer -> writer.element(host(1), 200, 0));
    Await.until("it ends", Duration.ofSeconds(5), () -> elements(slow).isEmpty());
    assertThat(nfTables.elements(slow, List.of(host(1)), _ -> {})).isZero();
    assertThat(nfTables.count(slow)).isEqualTo(1);
    add(slow, writer -> writer.element(host(1), 3_600_000, 0));
    assertThat(only(slow).timeout).isEqualTo(3_600_000);
    assertThat(nfTables.count(slow)).isEqualTo(2);
    Await.until(
        "the ended one is collected", Duration.ofSeconds(40), () -> nfTables.count(slow) == 1);
    assertThat(only(slow).timeout).isEqualTo(3_600_000);
  }

  @Test
  void gcIntervalIsChangedInPlace() {
    for (int millis : new int[] {0, 600_000, 10_000}) {
      Set set = new Set(TABLE, "slow", KeyType.IPV4_ADDR, HASH, 100, 0, false, millis);
      nfTables.commit(new Transaction().add(set));
      if (millis == 0) add(set, writer -> writer.element(host(1)));
    }
    assertThat(namespace.call(() -> Nft.run("list", "set", "inet", "t", "slow")))
        .contains("gc-interval 10s", "10.0.0.1");
  }

  /** Keys are padded to four bytes. */
  @Test
  void keysOfTwoBytesMayEndToo() {
    Set timed = new Set(TABLE, "timed", KeyType.INET_SERVICE, HASH, 100, 0, false);
    nfTables.commit(new Transaction().add(timed));
    add(timed, writer -> writer.element(port(22), 3_600_000, 0).element(port(23), 7_200_000, 0));
    assertThat(namespace.call(() -> Nft.run("list", "set", "inet", "t", "timed")))
        .contains("22 timeout 1h", "23 timeout 2h");
  }

  private static byte[] host6(int number) {
    return ByteBuffer.allocate(16).putInt(0x20010db8).putInt(8, number).array();
  }

  @Test
  void remainingTimeIsKept() {
    add(HOSTS, writer -> writer.element(host(1), 3_600_000, 600_000, 0, 0));
    SetElementCopy element = only(HOSTS);
    assertThat(element.timeout).isEqualTo(3_600_000);
    assertThat(element.expiration).isBetween(540_000L, 600_000L);
    assertThat(namespace.call(() -> Nft.run("list", "set", "inet", "t", "hosts")))
        .containsPattern("timeout 1h expires (9m|10m )");
  }

  @Test
  void wholeTimeWhereNothingIsSaid() {
    add(HOSTS, writer -> writer.element(host(1), 3_600_000, 0, 0, 0));
    assertThat(only(HOSTS).expiration).isBetween(3_540_000L, 3_600_000L);
  }

  @Test
  void permanentInASetWithoutADefault() {
    add(HOSTS, writer -> writer.element(host(1)));
    SetElementCopy element = only(HOSTS);
    assertThat(element.timeout).isZero();
    assertThat(element.expiration).isZero();
    assertThat(namespace.call(() -> Nft.run("list", "set", "inet", "t", "hosts")))
        .contains("10.0.0.1 counter packets 0 bytes 0 }")
        .doesNotContain("expires");
  }

  @Test
  void defaultTimeoutOfTheSet() {
    add(SCORE, writer -> writer.element(host(1)));
    SetElementCopy element = only(SCORE);
    assertThat(element.expiration).isBetween(1L, 60_000L);
  }

  @Test
  void elementEndsByItself() {
    add(HOSTS, writer -> writer.element(host(1), 50, 0, 0, 0).element(host(2)));
    Await.until("the element ends", Duration.ofSeconds(10), () -> elements(HOSTS).size() == 1);
    assertThat(elements(HOSTS)).containsExactly("0a000002");
  }

  @Test
  void counterStartsWithWhatItIsGiven() {
    add(HOSTS, writer -> writer.element(host(1), 0, 0, 12, 3456));
    assertThat(namespace.call(() -> Nft.run("list", "set", "inet", "t", "hosts")))
        .contains("10.0.0.1 counter packets 12 bytes 3456");
    assertThat(only(HOSTS).packets).isEqualTo(12);
  }

  @Test
  void touchingRangesAndAnOpenEnd() {
    add(
        NETS4,
        writer -> {
          writer.range(ip("192.0.2.0"), ip("192.0.2.128"), 0, 0, 0);
          writer.range(ip("192.0.2.128"), ip("192.0.3.0"), 3_600_000, 600_000, 5);
          writer.range(ip("240.0.0.0"), OPEN, 0, 0, 0);
        });
    add(
        NETS6,
        writer -> {
          writer.range(ip("2001:db8::"), ip("2001:db9::"), 0, 0, 0);
          writer.range(ip("ff00::"), OPEN, 86_400_000, 0, 0);
        });
    add(
        PORTS,
        writer -> {
          writer.range(port(22), port(23), 0, 0, 0);
          writer.range(port(23), port(24), 0, 0, 0);
          writer.range(port(60_000), OPEN, 0, 0, 0);
        });
    try (NetworkNamespace other = NetworkNamespace.create()) {
      other.run(
          () ->
              Nft.load(
                  """
                  table inet t {
                    set hosts {
                      type ipv4_addr; flags dynamic,timeout; size 250000; counter;
                    }
                    set hosts6 { type ipv6_addr; flags dynamic,timeout; size 250000; }
                    set score { type ipv4_addr; flags dynamic,timeout; size 100; timeout 60s; }
                    set nets4 {
                      type ipv4_addr; flags interval,timeout; counter;
                      elements = { 192.0.2.0/25,
                        192.0.2.128/25 counter packets 5 bytes 0 timeout 1h expires 10m,
                        240.0.0.0/4 }
                    }
                    set nets6 {
                      type ipv6_addr; flags interval,timeout; counter;
                      elements = { 2001:db8::/32, ff00::/8 timeout 1d }
                    }
                    set ports {
                      type inet_service; flags interval; elements = { 22, 23, 60000-65535 }
                    }
                    set names { type ifname; }
                  }
                  """));
      assertThat(namespace.call(Nft::ruleset)).isEqualTo(other.call(Nft::ruleset));
    }
    assertThat(elements(PORTS)).containsExactlyInAnyOrder("0016", "0017-", "0017", "0018-", "ea60");
  }

  @Test
  void manyRangesOverManyMessages() {
    int count = 4000;
    add(
        NETS6,
        writer -> {
          for (int i = 0; i < count; i++) writer.range(network(2 * i), network(2 * i + 1), 0, 0, 1);
        });
    List<String> expected = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      expected.add(HexFormat.of().formatHex(network(2 * i)));
      expected.add(HexFormat.of().formatHex(network(2 * i + 1)) + "-");
    }
    assertThat(elements(NETS6)).containsExactlyInAnyOrderElementsOf(expected);
    String listed =
        namespace.call(
            () ->
                Nft.query(
                    ".nftables[] | select(.set) | .set.elem | length",
                    "list",
                    "set",
                    "inet",
                    "t",
                    "nets6"));
    assertThat(listed).isEqualTo(count + "\n");
  }

  @Test
  void rangesAreDeleted() {
    add(
        NETS4,
        writer -> {
          writer.range(ip("192.0.2.0"), ip("192.0.2.128"), 0, 0, 0);
          writer.range(ip("192.0.2.128"), ip("192.0.3.0"), 0, 0, 0);
          writer.range(ip("240.0.0.0"), OPEN, 0, 0, 0);
        });
    Transaction transaction = new Transaction();
    try (ElementWriter writer = transaction.deleteElements(NETS4)) {
      writer.range(ip("192.0.2.0"), ip("192.0.2.128"), 0, 0, 0);
      writer.range(ip("240.0.0.0"), OPEN, 0, 0, 0);
    }
    nfTables.commit(transaction);
    assertThat(elements(NETS4)).containsExactlyInAnyOrder("c0000280", "c0000300-");
  }

  @Test
  void namesOfInterfaces() {
    add(NAMES, writer -> writer.element(Arrays.copyOf(new byte[] {'l', 'o'}, 16)));
    assertThat(namespace.call(() -> Nft.run("list", "set", "inet", "t", "names")))
        .contains("elements = { \"lo\" }");
    assertThat(elements(NAMES)).containsExactly("6c6f0000000000000000000000000000");
  }

  @Test
  void keysAreReadUpToTheFirstThatIsMissing() {
    add(HOSTS, writer -> writer.element(host(1)).element(host(2)).element(host(3)));
    List<String> seen = new ArrayList<>();
    Consumer<SetElement> see = element -> seen.add(address(element));
    assertThat(nfTables.elements(HOSTS, List.of(host(3), host(1)), see)).isEqualTo(2);
    assertThat(seen).containsExactly("10.0.0.3", "10.0.0.1");
    seen.clear();
    assertThat(nfTables.elements(HOSTS, List.of(host(2), host(9), host(1)), see)).isEqualTo(1);
    assertThat(seen).containsExactly("10.0.0.2");
    seen.clear();
    assertThat(nfTables.elements(HOSTS, List.of(host(9)), see)).isZero();
    assertThat(nfTables.elements(HOSTS, List.of(), see)).isZero();
    assertThat(seen).isEmpty();
    // The socket still works afterwards.
    assertThat(nfTables.elements(HOSTS, List.of(host(1)), see)).isEqualTo(1);
  }

  @Test
  void eachKeyIsReadWhicheverAreMissing() {
    add(HOSTS, writer -> writer.element(host(1)).element(host(2)).element(host(3)));
    Map<Integer, String> seen = new HashMap<>();
    NfTables.Finding see = (key, element) -> seen.put(key, address(element));
    nfTables.eachElement(HOSTS, List.of(host(9), host(3), host(8), host(1), host(7)), see);
    assertThat(seen).isEqualTo(Map.of(1, "10.0.0.3", 3, "10.0.0.1"));
    seen.clear();
    nfTables.eachElement(HOSTS, List.of(host(9), host(2)), see);
    assertThat(seen).isEqualTo(Map.of(1, "10.0.0.2"));
    seen.clear();
    nfTables.eachElement(HOSTS, List.of(host(9)), see);
    nfTables.eachElement(HOSTS, List.of(), see);
    assertThat(seen).isEmpty();
    // The socket still works afterwards.
    assertThat(nfTables.elements(HOSTS, List.of(host(1)), _ -> {})).isEqualTo(1);
  }

  @Test
  void asManySingleKeysAsAreAllowed() {
    List<byte[]> keys = new ArrayList<>();
    for (int i = 0; i < NfTables.MAX_KEYS; i++) keys.add(host(i));
    add(HOSTS, writer -> keys.forEach(key -> writer.element(key, 3_600_000, 0, 9, 9)));
    List<Integer> seen = new ArrayList<>();
    nfTables.eachElement(HOSTS, keys, (key, _) -> seen.add(key));
    assertThat(seen).isEqualTo(IntStream.range(0, NfTables.MAX_KEYS).boxed().toList());
    keys.add(host(0));
    assertThatThrownBy(() -> nfTables.eachElement(HOSTS, keys, (_, _) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("501 keys");
  }

  @Test
  void asManyKeysAsAreAllowed() {
    add(
        HOSTS,
        writer -> {
          for (int i = 0; i < NfTables.MAX_KEYS; i++) writer.element(host(i), 3_600_000, 0, 9, 9);
        });
    List<byte[]> keys = new ArrayList<>();
    for (int i = NfTables.MAX_KEYS; i > 0; i--) keys.add(host(i - 1));
    List<String> seen = new ArrayList<>();
    assertThat(nfTables.elements(HOSTS, keys, element -> seen.add(address(element))))
        .isEqualTo(NfTables.MAX_KEYS);
    assertThat(new HashSet<>(seen)).hasSize(NfTables.MAX_KEYS);
    keys.add(host(0));
    assertThatThrownBy(() -> nfTables.elements(HOSTS, keys, _ -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("501 keys");
  }

  @Test
  void addingAgainChangesNothingAndCreatingAgainIsRefused() {
    add(HOSTS, writer -> writer.element(host(1)));
    add(HOSTS, writer -> writer.element(host(1)));
    assertThat(nfTables.count(HOSTS)).isEqualTo(1);
    Transaction create = new Transaction();
    try (ElementWriter writer = create.createElements(HOSTS)) {
      writer.element(host(2)).element(host(1));
    }
    refused(create, Errno.EEXIST, "create elements in set inet/t/hosts: EEXIST");
    assertThat(elements(HOSTS)).containsExactly("0a000001");
  }

  @Test
  void deletingIsExactAndDeletingAgainIsRefused() {
    add(HOSTS, writer -> writer.element(host(1)).element(host(2)));
    Transaction delete = new Transaction();
    try (ElementWriter writer = delete.deleteElements(HOSTS)) {
      writer.element(host(1));
    }
    nfTables.commit(delete);
    assertThat(elements(HOSTS)).containsExactly("0a000002");
    Transaction again = new Transaction();
    try (ElementWriter writer = again.deleteElements(HOSTS)) {
      writer.element(host(2)).element(host(1));
    }
    refused(again, Errno.ENOENT, "delete elements from set inet/t/hosts: ENOENT");
    assertThat(elements(HOSTS)).containsExactly("0a000002");
  }

  @Test
  void deletingNothingDeletesNothing() {
    add(HOSTS, writer -> writer.element(host(1)));
    Transaction delete = new Transaction();
    delete.deleteElements(HOSTS).close();
    // The same message without a list of elements would empty the set.
    nfTables.commit(delete);
    assertThat(elements(HOSTS)).containsExactly("0a000001");
  }

  @Test
  void deletedAndAddedInOneTransactionWithAnotherTimeout() {
    add(HOSTS, writer -> writer.element(host(1), 3_600_000, 0, 7, 7));
    Transaction change = new Transaction();
    try (ElementWriter writer = change.deleteElements(HOSTS)) {
      writer.element(host(1));
    }
    try (ElementWriter writer = change.addElements(HOSTS)) {
      writer.element(host(1), 7_200_000, 0, 0, 0);
    }
    nfTables.commit(change);
    SetElementCopy element = only(HOSTS);
    assertThat(element.timeout).isEqualTo(7_200_000);
    assertThat(element.packets).isZero();
  }

  @Test
  void absentSetIsNamed() {
    Set absent = new Set(TABLE, "absent", KeyType.IPV4_ADDR, 0, 0, 0, false);
    assertThatThrownBy(() -> nfTables.elements(absent, _ -> {}))
        .isInstanceOf(NetlinkException.class)
        .hasMessageStartingWith("list set absent: ENOENT (it does not exist)");
    assertThatThrownBy(() -> nfTables.count(absent))
        .isInstanceOf(NetlinkException.class)
        .hasMessageStartingWith("get set absent: ENOENT (it does not exist)");
  }

  private void add(Set set, Consumer<ElementWriter> elements) {
    Transaction transaction = new Transaction();
    try (ElementWriter writer = transaction.addElements(set)) {
      elements.accept(writer);
    }
    nfTables.commit(transaction);
  }

  private void refused(Transaction transaction, int errno, String message) {
    assertThatThrownBy(() -> nfTables.commit(transaction))
        .isInstanceOf(NetlinkException.class)
        .hasMessageStartingWith(message)
        .extracting(e -> ((NetlinkException) e).errno())
        .isEqualTo(errno);
  }

  private record SetElementCopy(long timeout, long expiration, long packets) {}

  private SetElementCopy only(Set set) {
    List<SetElementCopy> elements = new ArrayList<>();
    nfTables.elements(
        set,
        element ->
            elements.add(
                new SetElementCopy(
                    element.timeoutMillis(), element.expirationMillis(), element.packets())));
    assertThat(elements).hasSize(1);
    return elements.getFirst();
  }

  /** Keys in hex; a key that ends a range has a dash. */
  private List<String> elements(Set set) {
    List<String> keys = new ArrayList<>();
    nfTables.elements(
        set,
        element ->
            keys.add(
                HexFormat.of().formatHex(element.key(), 0, element.keyLength())
                    + (element.intervalEnd() ? "-" : "")));
    return keys;
  }

  private static List<String> lines(String text) {
    return Arrays.stream(text.split("\n")).filter(line -> !line.isEmpty()).toList();
  }

  private static String address(SetElement element) {
    byte[] key = element.key();
    return (key[0] & 0xff) + "." + (key[1] & 0xff) + "." + (key[2] & 0xff) + "." + (key[3] & 0xff);
  }

  private static byte[] host(int number) {
    return ByteBuffer.allocate(4).putInt(0x0a000000 + number).array();
  }

  private static byte[] network(int number) {
    return ByteBuffer.allocate(16).putInt(0x20010db8).putInt(number).array();
  }

  private static byte[] port(int port) {
    return new byte[] {(byte) (port >> 8), (byte) port};
  }

  private static byte[] ip(String literal) {
    return InetAddress.ofLiteral(literal).getAddress();
  }
}
