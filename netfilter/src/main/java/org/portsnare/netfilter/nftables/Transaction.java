package org.portsnare.netfilter.nftables;

import static org.portsnare.netfilter.nftables.Attributes.*;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_ACK;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_APPEND;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_CREATE;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_EXCL;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_REQUEST;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.portsnare.netfilter.nftables.expr.Counter;
import org.portsnare.netfilter.nftables.expr.Expression;
import org.portsnare.netfilter.nftables.expr.Limit;
import org.portsnare.netfilter.nftables.expr.ObjectReference;
import org.portsnare.netlink.MessageWriter;

/**
 * Changes that the kernel makes all at one instant, or not at all.
 *
 * <pre>
 *   NFNL_MSG_BATCH_BEGIN
 *   NFT_MSG_NEWTABLE, NFT_MSG_NEWSET, NFT_MSG_NEWSETELEM (at most 64 KiB each), ...
 *   NFNL_MSG_BATCH_END
 * </pre>
 *
 * <p>A transaction may have any size: elements fill as many messages as they need, and the socket's
 * send buffer grows with the batch. Not thread-safe. Commit it once, and clear it before you use it
 * again.
 */
public final class Transaction {
  private static final int CHANGE = NLM_F_REQUEST | NLM_F_ACK;
  private static final int CREATE = CHANGE | NLM_F_CREATE;

  private final MessageWriter batch = new MessageWriter(8192);

  /** Operation of each message, for error messages; message 0 is the begin of the batch. */
  private final List<String> operations = new ArrayList<>();

  public Transaction() {
    clear();
  }

  /** Empties it after a commit; the memory stays for the next changes. */
  public Transaction clear() {
    batch.clear();
    operations.clear();
    marker(NFNL_MSG_BATCH_BEGIN);
    operations.add("commit to nf_tables");
    return this;
  }

  /** Whether it has no changes yet. */
  public boolean isEmpty() {
    return operations.size() == 1;
  }

  /** Current length of the batch in bytes. */
  public int length() {
    return batch.length();
  }

  /** Creates the table if it is absent. With the flag owner it adopts a table without owner. */
  public Transaction add(Table table) {
    begin(NFT_MSG_NEWTABLE, CREATE, table.family(), "add table " + name(table));
    batch.putString(NFTA_TABLE_NAME, table.name());
    batch.putBe32(NFTA_TABLE_FLAGS, table.flags());
    batch.end();
    return this;
  }

  /** Deletes the table with everything in it; fails if there is no such table. */
  public Transaction delete(Table table) {
    begin(NFT_MSG_DELTABLE, CHANGE, table.family(), "delete table " + name(table));
    batch.putString(NFTA_TABLE_NAME, table.name());
    batch.end();
    return this;
  }

  public Transaction add(Chain chain) {
    begin(NFT_MSG_NEWCHAIN, CREATE, chain.table().family(), "add chain " + name(chain));
    batch.putString(NFTA_CHAIN_TABLE, chain.table().name());
    batch.putString(NFTA_CHAIN_NAME, chain.name());
    Chain.Hook hook = chain.hook();
    if (hook != null) {
      int nest = batch.nest(NFTA_CHAIN_HOOK);
      batch.putBe32(NFTA_HOOK_HOOKNUM, hook.point().number());
      batch.putBe32(NFTA_HOOK_PRIORITY, hook.priority());
      batch.endNest(nest);
      batch.putBe32(NFTA_CHAIN_POLICY, 1);
      batch.putString(NFTA_CHAIN_TYPE, "filter");
    }
    batch.end();
    return this;
  }

  /** Deletes the chain. It must be empty, and no rule may refer to it. */
  public Transaction delete(Chain chain) {
    begin(NFT_MSG_DELCHAIN, CHANGE, chain.table().family(), "delete chain " + name(chain));
    batch.putString(NFTA_CHAIN_TABLE, chain.table().name());
    batch.putString(NFTA_CHAIN_NAME, chain.name());
    batch.end();
    return this;
  }

  /** Deletes all rules of the chain; fails if there is no such chain. */
  public Transaction flush(Chain chain) {
    begin(NFT_MSG_DELRULE, CHANGE, chain.table().family(), "flush chain " + name(chain));
    batch.putString(NFTA_RULE_TABLE, chain.table().name());
    batch.putString(NFTA_RULE_CHAIN, chain.name());
    batch.end();
    return this;
  }

  /** Appends the rule to its chain. */
  public Transaction add(Rule rule) {
    Chain chain = rule.chain();
    begin(
        NFT_MSG_NEWRULE,
        CREATE | NLM_F_APPEND,
        chain.table().family(),
        "add a rule to chain " + name(chain));
    batch.putString(NFTA_RULE_TABLE, chain.table().name());
    batch.putString(NFTA_RULE_CHAIN, chain.name());
    int expressions = batch.nest(NFTA_RULE_EXPRESSIONS);
    for (Expression expression : rule.expressions()) expression.write(batch, NFTA_LIST_ELEM);
    batch.endNest(expressions);
    batch.end();
    return this;
  }

  /**
   * Creates the set. If it exists, it changes its size, timeout and gc-interval, if the kernel can
   * do that.
   */
  public Transaction add(Set set) {
    begin(NFT_MSG_NEWSET, CREATE, set.table().family(), "add set " + name(set));
    batch.putString(NFTA_SET_TABLE, set.table().name());
    batch.putString(NFTA_SET_NAME, set.name());
    batch.putBe32(NFTA_SET_FLAGS, set.flags());
    batch.putBe32(NFTA_SET_KEY_TYPE, set.key().number());
    batch.putBe32(NFTA_SET_KEY_LEN, set.key().length());
    if (set.size() > 0) {
      int description = batch.nest(NFTA_SET_DESC);
      batch.putBe32(NFTA_SET_DESC_SIZE, set.size());
      batch.endNest(description);
    }
    // The kernel needs a number, even if rules refer to the set only by its name.
    batch.putBe32(NFTA_SET_ID, operations.size());
    if (set.timeoutMillis() > 0) batch.putBe64(NFTA_SET_TIMEOUT, set.timeoutMillis());
    if (set.gcIntervalMillis() > 0) batch.putBe32(NFTA_SET_GC_INTERVAL, set.gcIntervalMillis());
    batch.putBytes(NFTA_SET_USERDATA, set.key().userData());
    if (set.counter()) new Counter().write(batch, NFTA_SET_EXPR);
    batch.end();
    return this;
  }

  public Transaction delete(Set set) {
    begin(NFT_MSG_DELSET, CHANGE, set.table().family(), "delete set " + name(set));
    batch.putString(NFTA_SET_TABLE, set.table().name());
    batch.putString(NFTA_SET_NAME, set.name());
    batch.end();
    return this;
  }

  /** Removes all elements of the set. */
  public Transaction flush(Set set) {
    begin(NFT_MSG_DELSETELEM, CHANGE, set.table().family(), "flush set " + name(set));
    batch.putString(NFTA_SET_ELEM_LIST_TABLE, set.table().name());
    batch.putString(NFTA_SET_ELEM_LIST_SET, set.name());
    batch.end();
    return this;
  }

  /** Adds a named counter at zero; an existing counter stays as it is. */
  public Transaction addCounter(Table table, String counter) {
    return addObject(table, ObjectReference.Type.COUNTER, counter, new Counter());
  }

  /**
   * Adds a named limit with a full bucket; an existing limit stays as it is. To change its rate,
   * delete it first.
   */
  public Transaction addLimit(Table table, String limit, Limit rate) {
    return addObject(table, ObjectReference.Type.LIMIT, limit, rate);
  }

  private Transaction addObject(
      Table table, ObjectReference.Type type, String object, Expression state) {
    beginObject(NFT_MSG_NEWOBJ, CREATE, "add", table, type, object);
    int data = batch.nest(NFTA_OBJ_DATA);
    state.writeData(batch);
    batch.endNest(data);
    batch.end();
    return this;
  }

  /** Deletes a named limit. No rule may refer to it. */
  public Transaction deleteLimit(Table table, String limit) {
    beginObject(NFT_MSG_DELOBJ, CHANGE, "delete", table, ObjectReference.Type.LIMIT, limit);
    batch.end();
    return this;
  }

  private void beginObject(
      int message, int flags, String what, Table table, ObjectReference.Type type, String object) {
    String kind = type.name().toLowerCase(Locale.ROOT);
    String operation = what + " " + kind + " " + name(table) + "/" + object;
    begin(message, flags, table.family(), operation);
    batch.putString(NFTA_OBJ_TABLE, table.name());
    batch.putString(NFTA_OBJ_NAME, object);
    batch.putBe32(NFTA_OBJ_TYPE, type.number());
  }

  /** Adds elements to {@code set}. Close the writer before you add another change. */
  public ElementWriter addElements(Set set) {
    return new ElementWriter(this, set, NFT_MSG_NEWSETELEM, CREATE, "add elements to set ");
  }

  /** Like {@link #addElements}, but the transaction fails if one of the elements exists. */
  public ElementWriter createElements(Set set) {
    return new ElementWriter(
        this, set, NFT_MSG_NEWSETELEM, CREATE | NLM_F_EXCL, "create elements in set ");
  }

  /** Removes elements from {@code set}. The transaction fails if one of them is missing. */
  public ElementWriter deleteElements(Set set) {
    return new ElementWriter(this, set, NFT_MSG_DELSETELEM, CHANGE, "delete elements from set ");
  }

  MessageWriter beginElements(Set set, int message, int flags, String what) {
    begin(message, flags, set.table().family(), what + name(set));
    batch.putString(NFTA_SET_ELEM_LIST_TABLE, set.table().name());
    batch.putString(NFTA_SET_ELEM_LIST_SET, set.name());
    return batch;
  }

  /** Ends the batch. Without the end marker the kernel checks all changes and then undoes them. */
  MessageWriter finish(boolean commit) {
    if (commit) marker(NFNL_MSG_BATCH_END);
    return batch;
  }

  String operation(int message) {
    return operations.get(Math.min(message, operations.size() - 1));
  }

  private void begin(int message, int flags, Family family, String operation) {
    operations.add(operation);
    batch.begin(type(message), flags).u8(family.number()).u8(0).be16(0);
  }

  private void marker(int type) {
    batch.begin(type, NLM_F_REQUEST).u8(0).u8(0).be16(NFNL_SUBSYS_NFTABLES).end();
  }

  private static String name(Table table) {
    return table.family().name().toLowerCase(Locale.ROOT) + "/" + table.name();
  }

  private static String name(Chain chain) {
    return name(chain.table()) + "/" + chain.name();
  }

  private static String name(Set set) {
    return name(set.table()) + "/" + set.name();
  }
}
