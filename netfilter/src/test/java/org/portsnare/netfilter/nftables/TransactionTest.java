package org.portsnare.netfilter.nftables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_ACK;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_CREATE;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_EXCL;
import static org.portsnare.testing.Hexdump.assertBytes;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.portsnare.netlink.AttributeReader;
import org.portsnare.netlink.MessageReader;
import org.portsnare.testing.HexFixture;

/** The messages of a batch. */
class TransactionTest {
  private static final Table TABLE = new Table(Family.INET, "fixture");
  private static final Set RANGES =
      new Set(TABLE, "ranges", KeyType.IPV6_ADDR, Set.NFT_SET_INTERVAL, 0, 0, true);
  private static final int MESSAGE_HEADERS = 20;

  @Test
  void setsAreThoseOfNft() {
    int flags = Set.NFT_SET_EVAL | Set.NFT_SET_TIMEOUT;
    Transaction transaction = new Transaction();
    transaction.add(new Set(TABLE, "hosts", KeyType.IPV4_ADDR, flags, 1000, 0, false));
    transaction.add(new Set(TABLE, "score", KeyType.IPV4_ADDR, flags, 1000, 10_000, false));
    List<byte[]> messages = payloads(transaction);
    assertBytes(messages.get(1), HexFixture.section(getClass(), "sets.hex", "hosts"));
    assertBytes(messages.get(2), HexFixture.section(getClass(), "sets.hex", "score"));
  }

  @Test
  void batchIsFramed() {
    Transaction transaction = new Transaction().add(TABLE);
    byte[] marker = {0, 0, 0, 10};
    List<byte[]> messages = payloads(transaction);
    assertThat(messages).hasSize(3);
    assertBytes(messages.get(0), marker);
    assertBytes(messages.get(2), marker);
    // payloads() above has already written the end marker.
    MessageReader reader = reader(transaction.finish(false).toByteArray());
    List<Integer> types = new ArrayList<>();
    while (reader.next()) types.add(reader.type());
    assertThat(types).containsExactly(0x10, 0xa00, 0x11);
  }

  @Test
  void withoutAnEndTheKernelUndoesTheBatch() {
    MessageReader reader = reader(new Transaction().add(TABLE).finish(false).toByteArray());
    List<Integer> types = new ArrayList<>();
    while (reader.next()) types.add(reader.type());
    assertThat(types).containsExactly(0x10, 0xa00);
  }

  @Test
  void freshTransactionIsEmpty() {
    Transaction transaction = new Transaction();
    assertThat(transaction.isEmpty()).isTrue();
    int length = transaction.length();
    assertThat(transaction.add(TABLE).isEmpty()).isFalse();
    assertThat(transaction.length()).isGreaterThan(length);
  }

  @Test
  void everyMessageHasItsOperation() {
    Chain chain = new Chain(TABLE, "c");
    Transaction transaction = new Transaction();
    transaction.add(TABLE).add(chain).add(new Rule(chain, List.of())).add(RANGES);
    transaction.addCounter(TABLE, "n").flush(chain).flush(RANGES);
    transaction.addElements(RANGES).close();
    transaction.createElements(RANGES).close();
    transaction.deleteElements(RANGES).close();
    transaction.delete(RANGES).delete(chain).delete(TABLE);
    List<String> operations = new ArrayList<>();
    int messages = payloads(transaction).size();
    for (int i = 0; i < messages; i++) operations.add(transaction.operation(i));
    assertThat(operations)
        .containsExactly(
            "commit to nf_tables",
            "add table inet/fixture",
            "add chain inet/fixture/c",
            "add a rule to chain inet/fixture/c",
            "add set inet/fixture/ranges",
            "add counter inet/fixture/n",
            "flush chain inet/fixture/c",
            "flush set inet/fixture/ranges",
            "add elements to set inet/fixture/ranges",
            "create elements in set inet/fixture/ranges",
            "delete elements from set inet/fixture/ranges",
            "delete set inet/fixture/ranges",
            "delete chain inet/fixture/c",
            "delete table inet/fixture",
            // The end of the batch: the kernel refuses it if the table has changed.
            "delete table inet/fixture");
  }

  @Test
  void onlyCreatingIsExclusive() {
    assertThat(elementFlags(t -> t.addElements(RANGES))).isEqualTo(NLM_F_CREATE);
    assertThat(elementFlags(t -> t.createElements(RANGES))).isEqualTo(NLM_F_CREATE | NLM_F_EXCL);
    assertThat(elementFlags(t -> t.deleteElements(RANGES))).isZero();
  }

  private static int elementFlags(Function<Transaction, ElementWriter> open) {
    Transaction transaction = new Transaction();
    open.apply(transaction).close();
    MessageReader reader = reader(transaction.finish(true).toByteArray());
    assertThat(reader.next()).isTrue();
    assertThat(reader.next()).isTrue();
    assertThat(reader.flags() & NLM_F_ACK).isEqualTo(NLM_F_ACK);
    return reader.flags() & (NLM_F_CREATE | NLM_F_EXCL);
  }

  @Test
  void largestElementsAreSpreadOverMessagesAndNoneIsLost() {
    int count = 20_000;
    Transaction transaction = new Transaction();
    try (ElementWriter writer = transaction.addElements(RANGES)) {
      for (int i = 0; i < count; i++) writer.range(key(2 * i), key(2 * i + 1), 1000, 500, 7);
    }
    MessageReader reader = reader(transaction.finish(true).toByteArray());
    java.util.Set<Integer> starts = new HashSet<>();
    java.util.Set<Integer> ends = new HashSet<>();
    SetElement element = new SetElement();
    int messages = 0;
    while (reader.next()) {
      if (reader.type() != 0xa0c) continue;
      messages++;
      AttributeReader attributes = reader.attributes(Attributes.NFGENMSG);
      while (attributes.next()) {
        if (attributes.type() != Attributes.NFTA_SET_ELEM_LIST_ELEMENTS) continue;
        assertThat(attributes.length()).isLessThanOrEqualTo(65_531);
        AttributeReader list = attributes.nested();
        while (list.next()) {
          element.read(list);
          (element.intervalEnd() ? ends : starts).add(ByteBuffer.wrap(element.key()).getInt(12));
          assertThat(element.timeoutMillis()).isEqualTo(element.intervalEnd() ? 0 : 1000);
          assertThat(element.packets()).isEqualTo(element.intervalEnd() ? 0 : 7);
        }
      }
    }
    assertThat(messages).isGreaterThan(20);
    assertThat(starts).hasSize(count).contains(0, 2 * count - 2);
    assertThat(ends).hasSize(count).contains(1, 2 * count - 1);
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(16).putInt(12, number).array();
  }

  private static List<byte[]> payloads(Transaction transaction) {
    MessageReader reader = reader(transaction.finish(true).toByteArray());
    List<byte[]> payloads = new ArrayList<>();
    while (reader.next()) payloads.add(reader.bytes(0, reader.payloadLength()));
    return payloads;
  }

  private static MessageReader reader(byte[] batch) {
    assertThat(batch).hasSizeGreaterThan(MESSAGE_HEADERS);
    return new MessageReader(batch, batch.length);
  }
}
