package org.portsnare.bench.codec;

import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.portsnare.packet.PacketHeader;

/** Decoding of a packet's headers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeaderBenchmark {
  private final PacketHeader header = new PacketHeader();

  /** A SYN from 203.0.113.7 to port 23 of 198.51.100.1. */
  private final byte[] syn =
      HexFormat.of()
          .parseHex(
              "450000280001000040060000cb007107c6336401"
                  + "9c4000170000000100000000500204000000"
                  + "0000");

  @Benchmark
  public boolean decode() {
    return header.decode(syn, 0, syn.length);
  }
}
