package org.portsnare.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.portsnare.cli.lab.Scanner;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Lab;

/** Sends single packets from addresses of the world to the guarded host. */
final class Probe implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMillis(400);

  private final Lab lab;
  private final NetworkNamespace world;

  Probe(Lab lab) {
    this.lab = lab;
    this.world = NetworkNamespace.open(lab.worldNamespace());
  }

  NetworkNamespace world() {
    return world;
  }

  /** Sends one SYN and gives up at once. */
  void syn(String from, String to, int port) {
    new Scanner(world).syn(from, to, port);
  }

  /** Tries to connect. */
  Scanner.Answer tcp(String from, String to, int port) {
    return new Scanner(world).connect(from, to, port, PATIENCE.toMillis());
  }

  /** Sends a datagram to a port without listener; a host that has not banned us answers CLOSED. */
  Scanner.Answer udp(String from, String to, int port) {
    return world.call(
        () -> {
          try (DatagramChannel channel = DatagramChannel.open()) {
            channel.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
            channel.connect(new InetSocketAddress(InetAddress.ofLiteral(to), port));
            channel.write(ByteBuffer.wrap(new byte[] {1}));
            channel.socket().setSoTimeout((int) PATIENCE.toMillis());
            channel.socket().receive(new java.net.DatagramPacket(new byte[1], 1));
            return Scanner.Answer.OPEN;
          } catch (PortUnreachableException e) {
            return Scanner.Answer.CLOSED;
          } catch (SocketTimeoutException e) {
            return Scanner.Answer.SILENCE;
          }
        });
  }

  /** Sends 10,000 datagrams per second on its own thread; returns their number. */
  CompletableFuture<Long> stream(String from, AtomicBoolean over) {
    return CompletableFuture.supplyAsync(() -> world.call(() -> streamUntil(from, over)));
  }

  private static long streamUntil(String from, AtomicBoolean over) throws IOException {
    try (DatagramChannel udp = DatagramChannel.open()) {
      udp.bind(new InetSocketAddress(InetAddress.ofLiteral(from), 0));
      long sent = 0;
      for (; !over.get(); sent += 1_000) stream(udp, 1_000);
      return sent;
    }
  }

  /** Sends datagrams to the host through a bound channel, 10,000 per second. */
  static void stream(DatagramChannel channel, int count) throws IOException {
    InetSocketAddress target = new InetSocketAddress(InetAddress.ofLiteral(Lab.HOST4), 40_001);
    long next = System.nanoTime();
    for (int i = 0; i < count; i++) {
      channel.send(ByteBuffer.wrap(new byte[16]), target);
      next += 100_000;
      while (System.nanoTime() < next) LockSupport.parkNanos(20_000);
    }
  }

  Scanner.Answer ping(String from, String to) {
    Lab.Result result = lab.inWorld("ping", "-n", "-c", "1", "-W", "1", "-I", from, to);
    return result.exit() == 0 ? Scanner.Answer.OPEN : Scanner.Answer.SILENCE;
  }

  @Override
  public void close() {
    world.close();
  }
}
