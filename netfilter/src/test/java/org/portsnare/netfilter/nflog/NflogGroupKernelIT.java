package org.portsnare.netfilter.nflog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portsnare.netfilter.nftables.Chain;
import org.portsnare.netfilter.nftables.Family;
import org.portsnare.netfilter.nftables.NfTables;
import org.portsnare.netfilter.nftables.Rule;
import org.portsnare.netfilter.nftables.Table;
import org.portsnare.netfilter.nftables.Transaction;
import org.portsnare.netfilter.nftables.expr.Cmp;
import org.portsnare.netfilter.nftables.expr.Expression;
import org.portsnare.netfilter.nftables.expr.Immediate;
import org.portsnare.netfilter.nftables.expr.Log;
import org.portsnare.netfilter.nftables.expr.Meta;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.NetlinkSocket.Receipt;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.netlink.route.Link;
import org.portsnare.netlink.route.Rtnetlink;

/** One namespace sends packets over a veth pair; the other one logs and drops them. */
@Timeout(60)
class NflogGroupKernelIT {
  private static final int GROUP = 42;
  private static final int PORT = 9999;

  /** Packets of a burst that a busy CPU does not drop; it drops some of more than 1000. */
  private static final int BACKLOG = 500;

  private static final InetAddress NEAR4 = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress FAR4 = InetAddress.ofLiteral("192.0.2.2");
  private static final InetAddress NEAR6 = InetAddress.ofLiteral("2001:db8::1");
  private static final InetAddress FAR6 = InetAddress.ofLiteral("2001:db8::2");
  private static final Table TABLE = new Table(Family.INET, "t");

  private final NetworkNamespace near = NetworkNamespace.create();
  private final NetworkNamespace far = NetworkNamespace.create();
  private int nearLink;

  /** A copy of a packet event. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Seen(int family, int link, String prefix, byte[] payload) {}

  @BeforeEach
  void joinAndLog() {
    try (Rtnetlink here = near.call(Rtnetlink::open);
        Rtnetlink there = far.call(Rtnetlink::open)) {
      here.addVeth("near", "far", far);
      here.up("near");
      there.up("far");
      here.addAddress("near", NEAR4, 24);
      here.addAddress("near", NEAR6, 64);
      there.addAddress("far", FAR4, 24);
      there.addAddress("far", FAR6, 64);
      nearLink =
          here.links().stream()
              .filter(link -> link.name().equals("near"))
              .mapToInt(Link::index)
              .findFirst()
              .orElseThrow();
      here.awaitOperational("near");
    }
    try (NfTables nfTables = near.call(NfTables::open)) {
      Chain.Hook hook = new Chain.Hook(Chain.HookPoint.PREROUTING, Chain.NF_IP_PRI_RAW);
      Chain chain = new Chain(TABLE, "c", hook);
      List<Expression> logUdp =
          List.of(
              new Meta(Meta.Key.L4PROTO, Expression.NFT_REG_1),
              new Cmp(Expression.NFT_REG_1, Cmp.Op.EQ, new byte[] {17}),
              new Log(GROUP, "trap udp", 64),
              Immediate.drop());
      nfTables.commit(new Transaction().add(TABLE).add(chain).add(new Rule(chain, logUdp)));
    }
  }

  @AfterEach
  void close() {
    near.close();
    far.close();
  }

  @Test
  void packetsArriveWithPrefixPayloadAndInterface() {
    try (NflogGroup group = near.call(() -> NflogGroup.bind(GROUP, 128))) {
      send(FAR4, NEAR4, 1, 200);
      send(FAR6, NEAR6, 1, 200);
      List<Seen> seen = new ArrayList<>();
      receive(group, 2, event -> seen.add(copy(event)));
      assertThat(seen).extracting(Seen::prefix).containsOnly("trap udp");
      assertThat(seen).extracting(Seen::link).containsOnly(nearLink);
      assertThat(seen).extracting(Seen::family).containsExactly(2, 10);

      // As long as the rule's snapshot; UDP from FAR4 to NEAR4, port 9999.
      byte[] ipv4 = seen.getFirst().payload();
      assertThat(ipv4).hasSize(64);
      assertThat(ipv4[9]).isEqualTo((byte) 17);
      assertThat(Arrays.copyOfRange(ipv4, 12, 16)).isEqualTo(FAR4.getAddress());
      assertThat(Arrays.copyOfRange(ipv4, 16, 20)).isEqualTo(NEAR4.getAddress());
      assertThat(ByteBuffer.wrap(ipv4).getShort(22)).isEqualTo((short) PORT);
      byte[] ipv6 = seen.getLast().payload();
      assertThat(ipv6).hasSize(64);
      assertThat(Arrays.copyOfRange(ipv6, 8, 24)).isEqualTo(FAR6.getAddress());
      assertThat(Arrays.copyOfRange(ipv6, 24, 40)).isEqualTo(NEAR6.getAddress());
    }
  }

  @Test
  void listenersRangeCutsWhatTheRuleCopies() {
    try (NflogGroup group = near.call(() -> NflogGroup.bind(GROUP, 28))) {
      send(FAR4, NEAR4, 1, 200);
      List<Seen> seen = new ArrayList<>();
      receive(group, 1, event -> seen.add(copy(event)));
      assertThat(seen.getFirst().payload()).hasSize(28);
    }
  }

  @Test
  void fiveThousandPacketsAllArrive() {
    int count = 5000;
    try (NflogGroup group = near.call(() -> NflogGroup.bind(GROUP, 128))) {
      // Until the kernel has found the neighbour, it queues less than a burst.
      send(FAR4, NEAR4, 1, 8);
      receive(group, 1, _ -> {});
      BitSet numbers = new BitSet();
      for (int first = 0; first < count; first += BACKLOG) {
        send(FAR4, NEAR4, first, BACKLOG, 8);
        // The number follows 20 bytes of IPv4 header and 8 of UDP header.
        receive(group, BACKLOG, event -> numbers.set(ByteBuffer.wrap(event.payload()).getInt(28)));
      }
      assertThat(numbers.cardinality()).isEqualTo(count);
      assertThat(numbers.length()).isEqualTo(count);
    }
  }

  @Test
  void quietIsATimeout() {
    try (NflogGroup group = near.call(() -> NflogGroup.bind(GROUP, 128))) {
      assertThat(group.receive(20, _ -> {})).isEqualTo(Receipt.TIMEOUT);
    }
  }

  @Test
  void otherGroupsAreNotHeard() {
    try (NflogGroup other = near.call(() -> NflogGroup.bind(GROUP + 1, 128));
        NflogGroup group = near.call(() -> NflogGroup.bind(GROUP, 128))) {
      send(FAR4, NEAR4, 1, 8);
      receive(group, 1, _ -> {});
      assertThat(other.receive(0, _ -> {})).isEqualTo(Receipt.TIMEOUT);
    }
  }

  @Test
  void busyGroupSaysSoAndIsFreeAgainAfterwards() {
    try (NflogGroup _ = near.call(() -> NflogGroup.bind(GROUP, 128))) {
      assertThatThrownBy(() -> near.call(() -> NflogGroup.bind(GROUP, 128)))
          .isInstanceOf(NetlinkException.class)
          .hasMessageStartingWith("bind to NFLOG group 42: ")
          .hasMessageContaining("another program listens to it");
      // A group belongs to its namespace.
      far.call(() -> NflogGroup.bind(GROUP, 128)).close();
    }
    try (NflogGroup again = near.call(() -> NflogGroup.bind(GROUP, 128))) {
      send(FAR4, NEAR4, 1, 8);
      receive(again, 1, _ -> {});
    }
  }

  @Test
  void closingEndsAWait() throws Exception {
    NflogGroup group = near.call(() -> NflogGroup.bind(GROUP, 128));
    CompletableFuture<Receipt> receipt = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> receipt.complete(group.receive(-1, _ -> {})));
    group.close();
    assertThat(receipt.get(1, TimeUnit.SECONDS)).isEqualTo(Receipt.CLOSED);
  }

  /** Receives until {@code count} packets have arrived. */
  private static void receive(NflogGroup group, int count, Consumer<PacketEvent> consumer) {
    int[] seen = {0};
    while (seen[0] < count) {
      Receipt receipt =
          group.receive(
              10_000,
              event -> {
                seen[0]++;
                consumer.accept(event);
              });
      assertThat(receipt).as("after %d packets", seen[0]).isEqualTo(Receipt.DATA);
    }
    assertThat(seen[0]).isEqualTo(count);
  }

  private void send(InetAddress from, InetAddress to, int count, int bytes) {
    send(from, to, 0, count, bytes);
  }

  /** Each datagram begins with its number, from {@code first} on. */
  private void send(InetAddress from, InetAddress to, int first, int count, int bytes) {
    far.run(
        () -> {
          try (DatagramChannel channel = DatagramChannel.open()) {
            channel.bind(new InetSocketAddress(from, 0));
            InetSocketAddress target = new InetSocketAddress(to, PORT);
            for (int i = 0; i < count; i++) {
              channel.send(ByteBuffer.allocate(bytes).putInt(0, first + i), target);
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static Seen copy(PacketEvent event) {
    byte[] payload = Arrays.copyOf(event.payload(), event.payloadLength());
    return new Seen(event.family(), event.inputInterface(), event.prefix(), payload);
  }
}
