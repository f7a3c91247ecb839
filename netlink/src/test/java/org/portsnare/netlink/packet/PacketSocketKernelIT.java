package org.portsnare.netlink.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.portsnare.netlink.packet.EthernetConstants.ETH_P_ALL;
import static org.portsnare.netlink.packet.EthernetConstants.ETH_P_ARP;
import static org.portsnare.netlink.packet.EthernetConstants.ETH_P_IP;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.netlink.route.Link;
import org.portsnare.netlink.route.Rtnetlink;
import org.portsnare.testing.Command;

/** A wire between two namespaces: packet sockets at one end, an ordinary IP stack at the other. */
@Timeout(60)
class PacketSocketKernelIT {
  private static final InetAddress NEAR = InetAddress.ofLiteral("192.0.2.1");
  private static final InetAddress FAR = InetAddress.ofLiteral("192.0.2.2");
  private static final int LONG = 10_000;
  private static final int SHORT = 50;

  /** Frames of a burst that a busy CPU does not drop; it drops some of more than 1000. */
  private static final int BACKLOG = 500;

  private final NetworkNamespace here = NetworkNamespace.create();
  private final NetworkNamespace there = NetworkNamespace.create();
  private Link near;
  private Link far;

  @BeforeEach
  void wire() {
    try (Rtnetlink route = here.call(Rtnetlink::open);
        Rtnetlink other = there.call(Rtnetlink::open)) {
      route.addVeth("near", "far", there);
      end(route, "near", NEAR);
      end(other, "far", FAR);
      near = link(route, "near");
      far = link(other, "far");
      route.awaitOperational("near");
    }
  }

  private static void end(Rtnetlink route, String name, InetAddress address) {
    route.addAddress(name, address, 24);
    route.up(name);
  }

  private static Link link(Rtnetlink route, String name) {
    return route.links().stream().filter(l -> l.name().equals(name)).findFirst().orElseThrow();
  }

  @AfterEach
  void close() {
    here.close();
    there.close();
  }

  private PacketSocket open(int ethertype) {
    return here.call(() -> PacketSocket.open(near.index(), ethertype));
  }

  private PacketSocket farReceiver() {
    return there.call(() -> PacketSocket.open(far.index(), ETH_P_IP));
  }

  private DatagramSocket farSocket() throws IOException {
    DatagramSocket socket = there.call(() -> new DatagramSocket(new InetSocketAddress(FAR, 0)));
    socket.setSoTimeout(LONG);
    return socket;
  }

  private byte[] frame(int port, byte[] payload) {
    return UdpFrame.of(
        Objects.requireNonNull(near.mac()),
        Objects.requireNonNull(far.mac()),
        NEAR,
        FAR,
        port,
        payload);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** Sends to a port without a listener. */
  private static void say(DatagramSocket from, String text) throws IOException {
    byte[] payload = ascii(text);
    from.send(new DatagramPacket(payload, payload.length, NEAR, 9));
  }

  private static String hear(DatagramSocket socket) throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
    socket.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
  }

  /** The text of the next UDP datagram; skips other frames. */
  private static String hear(PacketSocket socket) {
    byte[] frame = new byte[2000];
    while (true) {
      int length = socket.receive(frame, LONG);
      assertThat(length).isPositive();
      if (UdpFrame.isUdp(frame, length)) return UdpFrame.text(frame, length);
    }
  }

  @Test
  void frameThatIsSentReachesTheOtherEndsStack() throws IOException {
    try (PacketSocket socket = open(0);
        DatagramSocket listener = farSocket()) {
      byte[] frame = frame(listener.getLocalPort(), ascii("hello"));
      socket.send(frame, 0, frame.length);
      assertThat(hear(listener)).isEqualTo("hello");

      byte[] inTheMiddle = new byte[frame.length + 20];
      System.arraycopy(frame, 0, inTheMiddle, 13, frame.length);
      socket.send(inTheMiddle, 13, frame.length);
      assertThat(hear(listener)).isEqualTo("hello");
    }
  }

  @Test
  void whatTheOtherEndSendsIsReceived() throws IOException {
    try (PacketSocket all = open(ETH_P_ALL);
        PacketSocket ip = open(ETH_P_IP);
        DatagramSocket speaker = farSocket()) {
      say(speaker, "one");
      say(speaker, "two");
      assertThat(hear(ip)).isEqualTo("one");
      assertThat(hear(ip)).isEqualTo("two");
      assertThat(hear(all)).isEqualTo("one");
      assertThat(hear(all)).isEqualTo("two");
    }
  }

  @Test
  void onlyTheEthertypeAskedForIsReceived() throws IOException {
    try (PacketSocket arp = open(ETH_P_ARP);
        PacketSocket none = open(0);
        DatagramSocket speaker = farSocket()) {
      say(speaker, "after a question by ARP");
      byte[] frame = new byte[2000];
      assertThat(arp.receive(frame, LONG)).isPositive();
      assertThat(Arrays.copyOfRange(frame, 12, 14)).containsExactly(8, 6);
      assertThat(none.receive(frame, SHORT)).isEqualTo(PacketSocket.TIMEOUT);
    }
  }

  @Test
  void whatThisEndSendsIsNotReceived() throws IOException {
    try (PacketSocket sender = open(0);
        PacketSocket ip = open(ETH_P_ALL);
        DatagramSocket listener = farSocket()) {
      byte[] frame = frame(listener.getLocalPort(), ascii("from here"));
      sender.send(frame, 0, frame.length);
      assertThat(hear(listener)).isEqualTo("from here");
      say(listener, "from there");
      assertThat(hear(ip)).isEqualTo("from there");
    }
  }

  @Test
  void frameLongerThanTheArrayIsCutOff() throws IOException {
    try (PacketSocket ip = open(ETH_P_IP);
        DatagramSocket speaker = farSocket()) {
      say(speaker, "longer");
      byte[] start = new byte[20];
      assertThat(ip.receive(start, LONG)).isEqualTo(20);
      assertThat(start[14]).isEqualTo((byte) 0x45);
      say(speaker, "next");
      assertThat(hear(ip)).isEqualTo("next");
    }
  }

  @Test
  void everyFrameOfManyIsDelivered() throws Exception {
    int count = 20_000;
    Semaphore onTheWay = new Semaphore(BACKLOG);
    try (PacketSocket sender = open(0);
        PacketSocket receiver = farReceiver()) {
      receiver.receiveBuffer(64 << 20);
      byte[] frame = frame(9, new byte[100]);
      CompletableFuture<Integer> heard =
          onThread(
              () -> {
                byte[] into = new byte[2000];
                int frames = 0;
                while (frames < count && receiver.receive(into, LONG) > 0) {
                  frames++;
                  onTheWay.release();
                }
                return frames;
              });
      for (int i = 0; i < count; i++) {
        assertThat(onTheWay.tryAcquire(LONG, TimeUnit.MILLISECONDS)).isTrue();
        sender.send(frame, 0, frame.length);
      }
      assertThat(heard.get(30, TimeUnit.SECONDS)).isEqualTo(count);
      assertThat(receiver.dropped()).isZero();
    }
  }

  @Test
  void whatAFullBufferDropsIsCounted() {
    int count = 2000;
    // The kernel serves the last bound socket first. So the receiver has received or dropped
    // every frame that the witness has received.
    try (PacketSocket sender = open(0);
        PacketSocket witness = farReceiver();
        PacketSocket receiver = farReceiver()) {
      assertThat(receiver.receiveBuffer(1)).isLessThan(8192);
      witness.receiveBuffer(16 << 20);
      byte[] frame = frame(9, new byte[100]);
      byte[] into = new byte[2000];
      for (int sent = 0; sent < count; sent += BACKLOG) {
        for (int i = 0; i < BACKLOG; i++) sender.send(frame, 0, frame.length);
        for (int i = 0; i < BACKLOG; i++) {
          assertThat(witness.receive(into, LONG)).isEqualTo(frame.length);
        }
      }
      int frames = 0;
      while (receiver.receive(into, SHORT) > 0) frames++;
      assertThat(receiver.dropped()).isPositive().isEqualTo(count - frames);
      // Reading resets the kernel's counter to 0; ours continues.
      assertThat(receiver.dropped()).isEqualTo(count - frames);
      assertThat(witness.dropped()).isZero();
    }
  }

  @Test
  void sendingGoesOnWhileAnotherThreadWaits() throws Exception {
    try (PacketSocket socket = open(ETH_P_IP);
        DatagramSocket listener = farSocket()) {
      CompletableFuture<String> heard = onThread(() -> hear(socket));
      byte[] frame = frame(listener.getLocalPort(), ascii("question"));
      socket.send(frame, 0, frame.length);
      assertThat(hear(listener)).isEqualTo("question");
      say(listener, "answer");
      assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("answer");
    }
  }

  @Test
  void closingWakesAReceiverWithinASecond() throws Exception {
    PacketSocket socket = open(0);
    CompletableFuture<Thread> receiver = new CompletableFuture<>();
    CompletableFuture<Integer> received =
        onThread(
            () -> {
              receiver.complete(Thread.currentThread());
              return socket.receive(new byte[100], -1);
            });
    awaitInPoll(receiver.get(10, TimeUnit.SECONDS));
    socket.close();
    assertThat(received.get(1, TimeUnit.SECONDS)).isEqualTo(PacketSocket.CLOSED);
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
  void closedSocketTouchesNoDescriptorOfAnother() {
    PacketSocket closed = open(0);
    closed.close();
    closed.close();
    // The kernel gives the number of a closed descriptor to the next file that is opened.
    try (PacketSocket successor = open(ETH_P_ALL)) {
      byte[] frame = frame(9, ascii("nobody"));
      assertThat(closed.receive(new byte[100], -1)).isEqualTo(PacketSocket.CLOSED);
      assertThatThrownBy(() -> closed.send(frame, 0, frame.length))
          .isInstanceOf(NetlinkException.class)
          .hasMessage(
              "send a frame of 48 bytes on interface "
                  + near.index()
                  + ": EBADF (bad file descriptor): the socket was closed");
      assertThatThrownBy(() -> closed.receiveBuffer(4096)).isInstanceOf(NetlinkException.class);
      assertThatThrownBy(closed::dropped).isInstanceOf(NetlinkException.class);
      assertThat(successor.dropped()).isZero();
    }
  }

  @Test
  void refusalsNameTheOperationAndTheReason() {
    assertThatThrownBy(() -> here.call(() -> PacketSocket.open(777, ETH_P_ALL)))
        .isInstanceOf(NetlinkException.class)
        .hasMessage("open a packet socket on interface 777: ENODEV (no such device)");
    assertThatThrownBy(() -> PacketSocket.open(0, ETH_P_ALL))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> PacketSocket.open(1, 0x10000))
        .isInstanceOf(IllegalArgumentException.class);
    try (PacketSocket socket = open(0)) {
      assertThatThrownBy(() -> socket.send(new byte[9000], 0, 9000))
          .isInstanceOf(NetlinkException.class)
          .hasMessageEndingWith(": EMSGSIZE (message too long)");
      assertThatThrownBy(() -> socket.send(new byte[100_000], 0, 100_000))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> socket.send(new byte[60], 1, 60))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void interfaceThatIsDownIsAnError() {
    try (PacketSocket socket = open(ETH_P_ALL)) {
      here.call(() -> Command.run("ip", "link", "set", "near", "down"));
      String down = ": ENETDOWN (the interface is down)";
      assertThatThrownBy(() -> socket.send(new byte[60], 0, 60))
          .isInstanceOf(NetlinkException.class)
          .hasMessageEndingWith(down);
      byte[] frame = new byte[2000];
      assertThatThrownBy(() -> drain(socket, frame))
          .isInstanceOf(NetlinkException.class)
          .hasMessage("receive from interface " + near.index() + down);
    }
  }

  private static void drain(PacketSocket socket, byte[] into) {
    while (socket.receive(into, LONG) > 0) {}
  }

  private static <T> CompletableFuture<T> onThread(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                result.complete(work.call());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }
}
