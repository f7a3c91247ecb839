package org.portsnare.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.portsnare.netlink.NetlinkConstants.NETLINK_NETFILTER;
import static org.portsnare.netlink.NetlinkConstants.NETLINK_ROUTE;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_ACK;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_CREATE;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_DUMP;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_EXCL;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_MULTI;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_REQUEST;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portsnare.netlink.NetlinkSocket.Failure;
import org.portsnare.netlink.NetlinkSocket.Receipt;
import org.portsnare.testing.Command;

@Timeout(60)
class NetlinkSocketKernelIT {
  private static final int RTM_NEWLINK = 16;
  private static final int RTM_GETLINK = 18;
  private static final int RTM_NEWADDR = 20;
  private static final int RTM_GETADDR = 22;
  private static final int NFNLGRP_NFTABLES = 7;
  private static final int NFT_MSG_GETTABLE = 0xa01;

  private final NetworkNamespace namespace = NetworkNamespace.create();

  @AfterEach
  void close() {
    namespace.close();
  }

  private NetlinkSocket open(int protocol) {
    return namespace.call(() -> NetlinkSocket.open(protocol));
  }

  @Test
  void answersAreMatchedToTheirRequest() {
    try (NetlinkSocket socket = open(NETLINK_ROUTE)) {
      // Its two answers arrive, but nobody reads the second.
      MessageWriter abandoned = new MessageWriter();
      getLink(abandoned, 1, NLM_F_ACK);
      assertThatThrownBy(
              () ->
                  socket.request(
                      "give up",
                      abandoned,
                      _ -> {
                        throw new IllegalStateException("enough");
                      }))
          .hasMessage("enough");
      List<Integer> answers = new ArrayList<>();
      MessageWriter request = new MessageWriter();
      getLink(request, 1, NLM_F_ACK);
      socket.request("get lo", request, answer -> answers.add(answer.sequence()));
      assertThat(answers).hasSize(1);
      MessageWriter address = new MessageWriter();
      writeAddress(address, 1);
      socket.request("add an address", address, answer -> answers.add(-1));
      assertThat(answers).hasSize(1);
    }
  }

  @Test
  void failureSaysWhichMessageAndWhyInTheKernelsWords() {
    try (NetlinkSocket socket = open(NETLINK_ROUTE)) {
      MessageWriter request = new MessageWriter();
      request.begin(24, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
      request.u8(2).u8(24).u8(0).u8(0).u8(254).u8(3).u8(0).u8(1).u32(0);
      request.putBytes(1, new byte[] {(byte) 192, 0, 2, 0});
      request.putBytes(5, new byte[] {(byte) 198, 51, 100, 1}).end();
      assertThat(socket.exchange("add a route", request, _ -> {}))
          .isEqualTo(new Failure(0, 101, "Nexthop has invalid gateway"));
      assertThatThrownBy(() -> socket.request("add a route", request))
          .isInstanceOf(NetlinkException.class)
          .hasMessage("add a route: errno 101: Nexthop has invalid gateway");
    }
  }

  @Test
  void firstFailureOfSeveralMessagesIsTold() {
    try (NetlinkSocket socket = open(NETLINK_ROUTE)) {
      MessageWriter request = new MessageWriter();
      getLink(request, 1, NLM_F_ACK);
      getLink(request, 777, NLM_F_ACK);
      getLink(request, 778, NLM_F_ACK);
      getLink(request, 1, NLM_F_ACK);
      List<Integer> seen = new ArrayList<>();
      Failure failure = socket.exchange("get links", request, answer -> seen.add(answer.u32(4)));
      assertThat(failure).isEqualTo(new Failure(1, Errno.ENODEV, null));
      assertThat(seen).containsExactly(1, 1);
    }
  }

  @Test
  void absentTableIsEnoent() {
    try (NetlinkSocket socket = open(NETLINK_NETFILTER)) {
      MessageWriter request = new MessageWriter();
      request.begin(NFT_MSG_GETTABLE, NLM_F_REQUEST | NLM_F_ACK).u8(1).u8(0).be16(0);
      request.putString(1, "absent").end();
      assertThatThrownBy(() -> socket.request("get table inet/absent", request))
          .isInstanceOf(NetlinkException.class)
          .hasMessageStartingWith("get table inet/absent: ENOENT (it does not exist)")
          .extracting(e -> ((NetlinkException) e).errno())
          .isEqualTo(Errno.ENOENT);
    }
  }

  @Test
  void longDumpArrivesWhole() {
    int count = 3000;
    try (NetlinkSocket socket = open(NETLINK_ROUTE)) {
      // The kernel acknowledges each address.
      socket.receiveBuffer(16 << 20);
      MessageWriter addresses = new MessageWriter();
      for (int i = 0; i < count; i++) writeAddress(addresses, i);
      assertThat(socket.exchange("add addresses", addresses, _ -> {})).isNull();

      MessageWriter dump = new MessageWriter();
      dump.begin(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP).u32(0).u32(0).end();
      Set<Integer> seen = new HashSet<>();
      socket.request(
          "list addresses",
          dump,
          answer -> {
            assertThat(answer.type()).isEqualTo(RTM_NEWADDR);
            assertThat(answer.flags() & NLM_F_MULTI).isEqualTo(NLM_F_MULTI);
            AttributeReader attributes = answer.attributes(8);
            while (attributes.next()) if (attributes.type() == 2) seen.add(attributes.be32());
          });
      assertThat(seen).hasSize(count);
      for (int i = 0; i < count; i++) assertThat(seen).contains(0x0a000000 + i);
    }
  }

  @Test
  void longDumpOfLinks() {
    int count = 300;
    try (NetlinkSocket socket = open(NETLINK_ROUTE)) {
      StringBuilder batch = new StringBuilder();
      for (int i = 0; i < count; i++)
        batch.append("link add d" + i + " type veth peer p" + i + "\n");
      namespace.call(() -> Command.pipe(batch.toString(), "ip", "-batch", "-"));
      MessageWriter dump = new MessageWriter();
      dump.begin(RTM_GETLINK, NLM_F_REQUEST | NLM_F_DUMP).bytes(new byte[16]).end();
      Set<String> names = new HashSet<>();
      socket.request(
          "list links",
          dump,
          answer -> {
            assertThat(answer.type()).isEqualTo(RTM_NEWLINK);
            AttributeReader attributes = answer.attributes(16);
            while (attributes.next()) if (attributes.type() == 3) names.add(attributes.string());
          });
      assertThat(names).hasSize(2 * count + 1).contains("lo", "d0", "p" + (count - 1));
    }
  }

  @Test
  void portIdIsTheOneTheKernelAnswersTo() {
    try (NetlinkSocket one = open(NETLINK_ROUTE);
        NetlinkSocket other = open(NETLINK_ROUTE)) {
      assertThat(one.portId()).isNotZero().isNotEqualTo(other.portId());
      MessageWriter request = new MessageWriter();
      getLink(request, 1, NLM_F_ACK);
      one.request("get lo", request, answer -> assertThat(answer.portId()).isEqualTo(one.portId()));
    }
  }

  @Test
  void nothingToReceiveIsATimeout() {
    try (NetlinkSocket socket = open(NETLINK_ROUTE)) {
      socket.join(1);
      long start = System.nanoTime();
      assertThat(socket.receive(50)).isEqualTo(Receipt.TIMEOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(45));
      assertThat(socket.receive(0)).isEqualTo(Receipt.TIMEOUT);
    }
  }

  @Test
  void eventsOfAGroupAreReceived() {
    try (NetlinkSocket socket = open(NETLINK_ROUTE)) {
      socket.join(1);
      namespace.call(() -> Command.run("ip", "link", "add", "d0", "type", "veth"));
      assertThat(socket.receive(5000)).isEqualTo(Receipt.DATA);
      MessageReader messages = socket.messages();
      assertThat(messages.next()).isTrue();
      assertThat(messages.type()).isEqualTo(RTM_NEWLINK);
    }
  }

  @Test
  void closingWakesAReceiverWithinASecond() throws Exception {
    NetlinkSocket socket = open(NETLINK_ROUTE);
    socket.join(1);
    CountDownLatch started = new CountDownLatch(1);
    CompletableFuture<Receipt> receipt = new CompletableFuture<>();
    Thread receiver =
        Thread.ofPlatform()
            .start(
                () -> {
                  started.countDown();
                  receipt.complete(socket.receive(-1));
                });
    started.await();
    // The thread must already wait in the kernel.
    awaitInPoll(receiver);
    long start = System.nanoTime();
    socket.close();
    assertThat(receipt.get(1, TimeUnit.SECONDS)).isEqualTo(Receipt.CLOSED);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
    receiver.join();
  }

  /** Waits until the thread's stack shows the waiting native call. */
  private static void awaitInPoll(Thread thread) {
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (true) {
      for (StackTraceElement frame : thread.getStackTrace()) {
        if (frame.getMethodName().equals("poll")) return;
      }
      assertThat(System.nanoTime()).as("the receiver does not wait").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  @Test
  void closedSocketSaysSo() {
    NetlinkSocket socket = open(NETLINK_ROUTE);
    socket.close();
    socket.close();
    assertThat(socket.receive(-1)).isEqualTo(Receipt.CLOSED);
    MessageWriter request = new MessageWriter();
    getLink(request, 1, NLM_F_ACK);
    assertThatThrownBy(() -> socket.request("get lo", request))
        .isInstanceOf(NetlinkException.class)
        .hasMessage("get lo: EBADF (bad file descriptor): the socket was closed");
  }

  @Test
  void closedSocketTouchesNoDescriptorOfAnother() {
    // The kernel gives the number of a closed descriptor to the next file that is opened.
    NetlinkSocket closed = open(NETLINK_ROUTE);
    closed.close();
    try (NetlinkSocket successor = open(NETLINK_ROUTE)) {
      assertThatThrownBy(() -> closed.join(1)).isInstanceOf(NetlinkException.class);
      assertThatThrownBy(() -> closed.receiveBuffer(4096)).isInstanceOf(NetlinkException.class);
      assertThatThrownBy(closed::strictChecks).isInstanceOf(NetlinkException.class);
      namespace.call(() -> Command.run("ip", "link", "add", "d0", "type", "veth"));
      assertThat(successor.receive(0)).isEqualTo(Receipt.TIMEOUT);
    }
  }

  @Test
  void lostEventsAreAnOverrunAndTheSocketWorksAfterwards() {
    try (NetlinkSocket socket = open(NETLINK_NETFILTER)) {
      assertThat(socket.receiveBuffer(1)).isLessThan(8192);
      socket.join(NFNLGRP_NFTABLES);
      StringBuilder tables = new StringBuilder();
      for (int i = 0; i < 500; i++) tables.append("add table inet t" + i + "\n");
      namespace.call(() -> Command.pipe(tables.toString(), "nft", "-f", "-"));

      int overruns = 0;
      Receipt receipt = socket.receive(1000);
      while (receipt != Receipt.TIMEOUT) {
        if (receipt == Receipt.OVERRUN) overruns++;
        receipt = socket.receive(100);
      }
      assertThat(overruns).isEqualTo(1);
      namespace.call(() -> Command.run("nft", "add", "table", "inet", "after"));
      assertThat(socket.receive(5000)).isEqualTo(Receipt.DATA);
    }
  }

  @Test
  void largeRequestGrowsTheSendBuffer() {
    try (NetlinkSocket socket = open(NETLINK_ROUTE)) {
      socket.receiveBuffer(32 << 20);
      MessageWriter request = new MessageWriter();
      int count = 20_000;
      for (int i = 0; i < count; i++) {
        request.begin(RTM_GETLINK, NLM_F_REQUEST | (i == count - 1 ? NLM_F_ACK : 0));
        // There is no such interface: the kernel refuses at once.
        request.u8(0).u8(0).u16(0).u32(1_000_000 + i).u32(0).u32(0);
        request.putBytes(3, new byte[0]).end();
      }
      assertThat(request.length()).isGreaterThan(700_000);
      Failure failure = socket.exchange("ask a lot", request, _ -> {});
      assertThat(failure).isNotNull();
      assertThat(failure.message()).isZero();
    }
  }

  @Test
  void absentFamilyIsRefusedByName() {
    assertThatThrownBy(() -> NetlinkSocket.open(31))
        .isInstanceOf(NetlinkException.class)
        .hasMessage("open a netlink socket of family 31: EPROTONOSUPPORT (protocol not supported)");
  }

  @Test
  void absentGroupIsRefused() {
    try (NetlinkSocket socket = open(NETLINK_ROUTE)) {
      assertThatThrownBy(() -> socket.join(100_000))
          .isInstanceOf(NetlinkException.class)
          .hasMessage("join netlink group 100000: EINVAL (invalid argument)");
    }
  }

  @Test
  void strictChecksFilterADump() {
    try (NetlinkSocket socket = open(NETLINK_ROUTE)) {
      namespace.call(() -> Command.run("ip", "link", "add", "d0", "type", "veth"));
      namespace.call(() -> Command.run("ip", "addr", "add", "192.0.2.1/24", "dev", "d0"));
      namespace.call(() -> Command.run("ip", "addr", "add", "192.0.2.2/24", "dev", "lo"));
      socket.strictChecks();
      MessageWriter dump = new MessageWriter();
      dump.begin(RTM_GETADDR, NLM_F_REQUEST | NLM_F_DUMP).u8(2).u8(0).u8(0).u8(0).u32(1).end();
      List<Integer> links = new ArrayList<>();
      socket.request("list addresses of lo", dump, answer -> links.add(answer.u32(4)));
      assertThat(links).containsExactly(1);
    }
  }

  @Test
  void manyThreadsShareASocket() {
    try (NetlinkSocket socket = open(NETLINK_ROUTE)) {
      List<CompletableFuture<Void>> threads = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        threads.add(
            CompletableFuture.runAsync(
                () -> askOften(socket), task -> Thread.ofPlatform().start(task)));
      }
      assertThat(threads).allSatisfy(thread -> thread.get(30, TimeUnit.SECONDS));
    }
  }

  private static void askOften(NetlinkSocket socket) {
    for (int i = 0; i < 500; i++) {
      List<Integer> seen = new ArrayList<>();
      MessageWriter request = new MessageWriter();
      getLink(request, 1, NLM_F_ACK);
      socket.request("get lo", request, answer -> seen.add(answer.u32(4)));
      assertThat(seen).containsExactly(1);
    }
  }

  private static void getLink(MessageWriter request, int index, int flags) {
    request.begin(RTM_GETLINK, NLM_F_REQUEST | flags);
    request.u8(0).u8(0).u16(0).u32(index).u32(0).u32(0).end();
  }

  private static void writeAddress(MessageWriter request, int number) {
    byte[] address = {10, (byte) (number >> 16), (byte) (number >> 8), (byte) number};
    request.begin(RTM_NEWADDR, NLM_F_REQUEST | NLM_F_ACK | NLM_F_CREATE | NLM_F_EXCL);
    request.u8(2).u8(32).u8(0).u8(0).u32(1).putBytes(2, address).end();
  }
}
