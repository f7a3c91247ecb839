package org.portsnare.netfilter.nftables;

import static org.portsnare.netfilter.nftables.Attributes.*;
import static org.portsnare.netlink.NetlinkConstants.NETLINK_NETFILTER;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_ACK;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_DUMP;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_REQUEST;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portsnare.netfilter.nftables.expr.Counter;
import org.portsnare.netlink.AttributeReader;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.MessageReader;
import org.portsnare.netlink.MessageWriter;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.NetlinkSocket;

/**
 * nf_tables of one network namespace, over one netlink socket.
 *
 * <p>A table made here with the flag owner belongs to this object's socket: no other socket may
 * change it. Closing the socket ends the ownership. Thread-safe; operations run one at a time.
 */
public final class NfTables implements AutoCloseable {
  /** Bytes of the receive buffer: in one batch many changes may fail, each with its own answer. */
  private static final int RECEIVE_BUFFER = 8 << 20;

  /** Bytes of a message that asks for one key, or a few more. */
  private static final int KEY_BYTES = 96;

  private final NetlinkSocket socket;

  private NfTables(NetlinkSocket socket) {
    this.socket = socket;
  }

  /** A number of packets and their bytes. */
  public record Count(long packets, long bytes) {
    public static final Count ZERO = new Count(0, 0);
  }

  /**
   * Opens a socket in the calling thread's network namespace.
   *
   * @throws NetlinkException if the kernel has no netfilter
   */
  public static NfTables open() {
    NetlinkSocket socket = NetlinkSocket.open(NETLINK_NETFILTER);
    socket.receiveBuffer(RECEIVE_BUFFER);
    return new NfTables(socket);
  }

  /** The port id in the kernel's events about changes of this object. */
  public int portId() {
    return socket.portId();
  }

  /**
   * Makes all changes of {@code transaction} at one instant.
   *
   * @throws NetlinkException if the kernel refuses one of them; then it makes none
   */
  public void commit(Transaction transaction) {
    NetlinkException refused = send(transaction, true);
    if (refused != null) throw refused;
  }

  /** The kernel's refusal of {@code transaction}; null if it accepts it. Changes nothing. */
  public @Nullable NetlinkException check(Transaction transaction) {
    return send(transaction, false);
  }

  private @Nullable NetlinkException send(Transaction transaction, boolean commit) {
    // The kernel would not answer an empty batch.
    if (transaction.isEmpty()) return null;
    MessageWriter batch = transaction.finish(commit);
    NetlinkSocket.Failure failure = socket.exchange("commit to nf_tables", batch, NfTables::ignore);
    if (failure == null) return null;
    return new NetlinkException(
        transaction.operation(failure.message()), failure.errno(), failure.hint());
  }

  private static void ignore(MessageReader answer) {}

  /** Whether this kernel accepts a table with these {@code NFT_TABLE_F_} flags. */
  public boolean supports(int tableFlags) {
    Table probe = new Table(Family.INET, "probe-" + Integer.toUnsignedString(portId()), tableFlags);
    NetlinkException refused = check(new Transaction().add(probe));
    if (refused == null) return true;
    if (refused.errno() == Errno.EPERM) throw refused;
    return false;
  }

  /** The flags of a table, {@code NFT_TABLE_F_}; null if there is no such table. */
  public @Nullable Integer tableFlags(Table table) {
    MessageWriter request = get(NFT_MSG_GETTABLE, NLM_F_ACK, table.family());
    request.putString(NFTA_TABLE_NAME, table.name()).end();
    int[] flags = {0};
    boolean found =
        find(
            "get table " + table.name(),
            request,
            answer -> {
              AttributeReader attributes = answer.attributes(NFGENMSG);
              while (attributes.next()) {
                if (attributes.type() == NFTA_TABLE_FLAGS) flags[0] = attributes.be32();
              }
            });
    return found ? Integer.valueOf(flags[0]) : null;
  }

  /**
   * Passes every element of {@code set} to {@code consumer}, in no order. The set may change during
   * the call. The consumer may or may not get an element that the packet path adds or removes. It
   * gets every other element at least once.
   */
  public void elements(Set set, Consumer<SetElement> consumer) {
    MessageWriter request = get(NFT_MSG_GETSETELEM, NLM_F_DUMP, set.table().family());
    request.putString(NFTA_SET_ELEM_LIST_TABLE, set.table().name());
    request.putString(NFTA_SET_ELEM_LIST_SET, set.name()).end();
    NetlinkSocket.Failure failure =
        socket.exchange("list set " + set.name(), request, new ElementDump(consumer));
    // Another program committed to nf_tables during the dump. It still returned all elements.
    if (failure != null && failure.errno() != Errno.EINTR) {
      throw new NetlinkException("list set " + set.name(), failure.errno(), failure.hint());
    }
  }

  /**
   * Passes the elements with these keys to {@code consumer}, in the order of the keys, up to the
   * first key that is not in the set.
   *
   * <p>Use this to read a large set; its time grows with the number of keys. A dump starts again at
   * the beginning of the set for every 32 KiB of answers. So its time grows with the square of the
   * size: 108 s for a million elements.
   *
   * @param keys at most {@value #MAX_KEYS} keys
   * @return number of elements before the first missing key
   */
  public int elements(Set set, List<byte[]> keys, Consumer<SetElement> consumer) {
    if (keys.size() > MAX_KEYS) throw new IllegalArgumentException(keys.size() + " keys");
    MessageWriter request = new MessageWriter(256);
    get(request, NLM_F_ACK, set, keys);
    ElementDump dump = new ElementDump(consumer);
    String operation = "get elements of set " + set.name();
    found(operation, socket.exchangeMany(operation, request, dump));
    return dump.seen;
  }

  private static void get(MessageWriter request, int flags, Set set, List<byte[]> keys) {
    begin(request, NFT_MSG_GETSETELEM, flags, set.table().family());
    request.putString(NFTA_SET_ELEM_LIST_TABLE, set.table().name());
    request.putString(NFTA_SET_ELEM_LIST_SET, set.name());
    int list = request.nest(NFTA_SET_ELEM_LIST_ELEMENTS);
    for (byte[] key : keys) {
      int element = request.nest(NFTA_LIST_ELEM);
      int nest = request.nest(NFTA_SET_ELEM_KEY);
      request.putBytes(NFTA_DATA_VALUE, key);
      request.endNest(nest);
      request.endNest(element);
    }
    request.endNest(list);
    request.end();
  }

  /** An element that was found by its key. */
  @FunctionalInterface
  public interface Finding {
    /**
     * Takes one element.
     *
     * @param key index of its key among those that were asked for
     * @param element is valid during the call only
     */
    void found(int key, SetElement element);
  }

  /**
   * Passes the elements with these keys to {@code finding}, whichever of the others are missing.
   * For keys of which most are missing: a message for each goes out in one call. Where all are
   * there, {@link #elements(Set, List, Consumer)} costs less.
   *
   * @param keys at most {@value #MAX_KEYS} keys
   */
  public void eachElement(Set set, List<byte[]> keys, Finding finding) {
    if (keys.size() > MAX_KEYS) throw new IllegalArgumentException(keys.size() + " keys");
    if (keys.isEmpty()) return;
    MessageWriter request = new MessageWriter(KEY_BYTES * keys.size());
    for (int i = 0; i < keys.size(); i++) {
      boolean last = i == keys.size() - 1;
      get(request, last ? NLM_F_ACK : 0, set, List.of(keys.get(i)));
    }
    int[] key = {0};
    ElementDump dump = new ElementDump(element -> finding.found(key[0], element));
    String operation = "get elements of set " + set.name();
    found(
        operation,
        socket.exchangeEach(
            operation,
            request,
            Errno.ENOENT,
            (message, answer) -> {
              key[0] = message;
              dump.accept(answer);
            }));
  }

  /** Maximum number of keys for one call of {@link #elements(Set, List, Consumer)}. */
  public static final int MAX_KEYS = 500;

  /**
   * Number of elements in the set, including expired elements that are not collected yet; -1 if the
   * kernel does not tell (before 6.16).
   *
   * @throws NetlinkException if there is no such set
   */
  public long count(Set set) {
    long[] count = {-1};
    readSet(
        set,
        attributes -> {
          if (attributes.type() == NFTA_SET_COUNT) {
            count[0] = Integer.toUnsignedLong(attributes.be32());
          }
        });
    return count[0];
  }

  /**
   * Maximum number of elements in the set; 0 for no limit.
   *
   * @throws NetlinkException if there is no such set
   */
  public long size(Set set) {
    long[] size = {0};
    readSet(
        set,
        attributes -> {
          if (attributes.type() != NFTA_SET_DESC) return;
          AttributeReader description = attributes.nested();
          while (description.next()) {
            if (description.type() == NFTA_SET_DESC_SIZE) {
              size[0] = Integer.toUnsignedLong(description.be32());
            }
          }
        });
    return size[0];
  }

  private void readSet(Set set, Consumer<AttributeReader> attribute) {
    MessageWriter request = get(NFT_MSG_GETSET, NLM_F_ACK, set.table().family());
    request.putString(NFTA_SET_TABLE, set.table().name());
    request.putString(NFTA_SET_NAME, set.name()).end();
    socket.request(
        "get set " + set.name(),
        request,
        answer -> {
          AttributeReader attributes = answer.attributes(NFGENMSG);
          while (attributes.next()) attribute.accept(attributes);
        });
  }

  /** The names of the table's sets; none if there is no such table. */
  public List<String> setNames(Table table) {
    return names(NFT_MSG_GETSET, table, NFTA_SET_TABLE, NFTA_SET_NAME);
  }

  /** The names of the table's chains; none if there is no such table. */
  public List<String> chainNames(Table table) {
    return names(NFT_MSG_GETCHAIN, table, NFTA_CHAIN_TABLE, NFTA_CHAIN_NAME);
  }

  private List<String> names(int message, Table table, int tableAttribute, int nameAttribute) {
    MessageWriter request = get(message, NLM_F_DUMP, table.family()).end();
    List<String> names = new ArrayList<>();
    NetlinkSocket.Failure failure =
        socket.exchange(
            "list table " + table.name(),
            request,
            answer -> {
              // The kernel may ignore a filter by table, so this code filters.
              String of = "";
              String name = "";
              AttributeReader attributes = answer.attributes(NFGENMSG);
              while (attributes.next()) {
                if (attributes.type() == tableAttribute) of = attributes.string();
                if (attributes.type() == nameAttribute) name = attributes.string();
              }
              if (of.equals(table.name())) names.add(name);
            });
    if (failure != null && failure.errno() != Errno.EINTR) {
      throw new NetlinkException("list table " + table.name(), failure.errno(), failure.hint());
    }
    return names;
  }

  /** The named counters of a table. */
  public Map<String, Count> counters(Table table) {
    MessageWriter request = get(NFT_MSG_GETOBJ, NLM_F_DUMP, table.family());
    request.putString(NFTA_OBJ_TABLE, table.name());
    request.putBe32(NFTA_OBJ_TYPE, NFT_OBJECT_COUNTER).end();
    Map<String, Count> counters = new HashMap<>();
    NetlinkSocket.Failure failure =
        socket.exchange(
            "list counters", request, answer -> readCounter(answer, table.name(), counters));
    if (failure != null && failure.errno() != Errno.EINTR) {
      throw new NetlinkException("list counters", failure.errno(), failure.hint());
    }
    return counters;
  }

  private static void readCounter(MessageReader answer, String table, Map<String, Count> into) {
    AttributeReader attributes = answer.attributes(NFGENMSG);
    String name = "";
    Count count = Count.ZERO;
    while (attributes.next()) {
      switch (attributes.type()) {
        case NFTA_OBJ_TABLE -> {
          if (!attributes.string().equals(table)) return;
        }
        case NFTA_OBJ_NAME -> name = attributes.string();
        case NFTA_OBJ_DATA -> count = readCount(attributes.nested());
        default -> {}
      }
    }
    into.put(name, count);
  }

  private static Count readCount(AttributeReader data) {
    long packets = 0;
    long bytes = 0;
    while (data.next()) {
      if (data.type() == Counter.NFTA_COUNTER_PACKETS) packets = data.be64();
      if (data.type() == Counter.NFTA_COUNTER_BYTES) bytes = data.be64();
    }
    return new Count(packets, bytes);
  }

  private boolean find(String operation, MessageWriter request, Consumer<MessageReader> answers) {
    return found(operation, socket.exchange(operation, request, answers));
  }

  private static boolean found(String operation, NetlinkSocket.@Nullable Failure failure) {
    if (failure == null) return true;
    if (failure.errno() == Errno.ENOENT) return false;
    throw new NetlinkException(operation, failure.errno(), failure.hint());
  }

  private static MessageWriter get(int message, int flags, Family family) {
    return begin(new MessageWriter(256), message, flags, family);
  }

  private static MessageWriter begin(MessageWriter request, int message, int flags, Family family) {
    return request.begin(type(message), NLM_F_REQUEST | flags).u8(family.number()).u8(0).be16(0);
  }

  @Override
  public void close() {
    socket.close();
  }

  /** Decodes {@code NFT_MSG_NEWSETELEM} answers with reused cursors. */
  private static final class ElementDump implements Consumer<MessageReader> {
    private final Consumer<SetElement> consumer;
    private final SetElement element = new SetElement();
    private final AttributeReader attributes = new AttributeReader();
    private final AttributeReader list = new AttributeReader();
    private int seen;

    ElementDump(Consumer<SetElement> consumer) {
      this.consumer = consumer;
    }

    @Override
    public void accept(MessageReader answer) {
      answer.attributes(NFGENMSG, attributes);
      while (attributes.next()) {
        if (attributes.type() != NFTA_SET_ELEM_LIST_ELEMENTS) continue;
        attributes.nested(list);
        while (list.next()) {
          element.read(list);
          seen++;
          consumer.accept(element);
        }
      }
    }
  }
}
