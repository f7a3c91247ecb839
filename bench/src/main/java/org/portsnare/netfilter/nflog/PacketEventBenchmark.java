package org.portsnare.netfilter.nflog;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.portsnare.netlink.MessageReader;
import org.portsnare.netlink.MessageWriter;

/** Decoding of one event in a datagram of many, in the layout of kernel 6.18 for a TCP packet. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class PacketEventBenchmark {
  private static final int EVENTS = 500;
  private static final int NFULNL_MSG_PACKET = 0x400;

  private final PacketEvent event = new PacketEvent();
  private final byte[] datagram = datagram();

  private static byte[] datagram() {
    MessageWriter out = new MessageWriter(128 * 1024);
    for (int i = 0; i < EVENTS; i++) {
      out.begin(NFULNL_MSG_PACKET, 0).u8(2).u8(0).be16(42);
      out.putBytes(1, new byte[] {8, 0, 0, 0}); // packet header
      out.putString(10, "syn"); // prefix
      out.putBe32(4, 2); // interface
      out.putBytes(8, new byte[12]); // hardware address
      out.putBytes(16, new byte[14]); // hardware header
      out.putBytes(9, new byte[40]); // payload
      out.end();
    }
    return out.toByteArray();
  }

  @Benchmark
  @OperationsPerInvocation(EVENTS)
  public int decode() {
    MessageReader messages = new MessageReader(datagram, datagram.length);
    int bytes = 0;
    while (messages.next()) {
      event.decode(messages);
      bytes += event.payloadLength();
    }
    return bytes;
  }
}
