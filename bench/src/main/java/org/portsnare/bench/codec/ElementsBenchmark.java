package org.portsnare.bench.codec;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.portsnare.netfilter.nftables.ElementWriter;
import org.portsnare.netfilter.nftables.Family;
import org.portsnare.netfilter.nftables.KeyType;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.Table;
import org.portsnare.netfilter.nftables.Transaction;

/** Encoding of one element in a transaction of many. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ElementsBenchmark {
  private static final int BATCH = 10_000;

  private final Set set =
      new Set(
          new Table(Family.INET, "portsnare"),
          "banned4",
          KeyType.IPV4_ADDR,
          Set.NFT_SET_EVAL | Set.NFT_SET_TIMEOUT,
          1_000_000,
          0,
          true);
  private final byte[] key = {11, 0, 0, 1};

  /** An IPv4 address with timeout, expiration and a counter. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public int encode() {
    Transaction transaction = new Transaction();
    try (ElementWriter elements = transaction.addElements(set)) {
      for (int i = 0; i < BATCH; i++) {
        key[2] = (byte) (i >> 8);
        key[3] = (byte) i;
        elements.element(key, 864_000_000L, 863_000_000L, 1, 40);
      }
    }
    return transaction.length();
  }
}
