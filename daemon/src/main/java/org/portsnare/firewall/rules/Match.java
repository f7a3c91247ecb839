package org.portsnare.firewall.rules;

import static org.portsnare.netfilter.nftables.expr.Expression.NFT_REG_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.portsnare.netfilter.nftables.Chain;
import org.portsnare.netfilter.nftables.Rule;
import org.portsnare.netfilter.nftables.expr.Bitwise;
import org.portsnare.netfilter.nftables.expr.Cmp;
import org.portsnare.netfilter.nftables.expr.Counter;
import org.portsnare.netfilter.nftables.expr.Ct;
import org.portsnare.netfilter.nftables.expr.Dynset;
import org.portsnare.netfilter.nftables.expr.Expression;
import org.portsnare.netfilter.nftables.expr.Fib;
import org.portsnare.netfilter.nftables.expr.Immediate;
import org.portsnare.netfilter.nftables.expr.ImmediateData;
import org.portsnare.netfilter.nftables.expr.Limit;
import org.portsnare.netfilter.nftables.expr.Log;
import org.portsnare.netfilter.nftables.expr.Lookup;
import org.portsnare.netfilter.nftables.expr.Meta;
import org.portsnare.netfilter.nftables.expr.Notrack;
import org.portsnare.netfilter.nftables.expr.ObjectReference;
import org.portsnare.netfilter.nftables.expr.Payload;
import org.portsnare.netfilter.nftables.expr.Reject;
import org.portsnare.netfilter.nftables.expr.Socket;
import org.portsnare.netfilter.nftables.expr.Synproxy;

/**
 * Builds one rule, statement by statement. Each method is one statement of nft's language; it adds
 * the words, and the expressions that nft itself makes of them.
 */
public final class Match {
  private static final byte IPPROTO_ICMP = 1;
  private static final byte IPPROTO_TCP = 6;
  private static final byte IPPROTO_UDP = 17;
  private static final byte IPPROTO_ICMPV6 = 58;

  /** Offset of the sender in an IP header, in bytes; the destination follows it. */
  private static final int IP_SOURCE = 12;

  private static final int IP6_SOURCE = 8;

  /** Offsets of fields of the TCP header, in bytes. */
  private static final int TCP_DATA_OFFSET = 12;

  private static final int TCP_FLAGS = 13;

  private static final int TCP_WINDOW = 14;
  private static final int TCP_CHECKSUM = 16;
  private static final int TCP_URGENT = 18;

  /** Minimum length of a TCP header, as the upper half of the byte at {@link #TCP_DATA_OFFSET}. */
  private static final byte TCP_LEAST = 0x50;

  /**
   * Value of {@code skb->priority}: this packet of a banned sender may be an answer to this host.
   * One of our chains sets it for another; nothing else uses it.
   */
  private static final int MAYBE_ANSWER = 0x5052_0001;

  private static final String MAYBE_ANSWER_TEXT = "5052:1";

  /** Maximum length that is kept of the packet that led to a ban, in bytes. */
  static final int SNAP_LENGTH = 128;

  private final Chain chain;
  private final List<String> words = new ArrayList<>();
  private final List<Expression> expressions = new ArrayList<>();
  private boolean familyKnown;
  private byte protocolKnown;

  private Match(Chain chain) {
    this.chain = chain;
  }

  public static Match in(Chain chain) {
    return new Match(chain);
  }

  RuleText accept() {
    return end("accept", Immediate.accept());
  }

  RuleText drop() {
    return end("drop", Immediate.drop());
  }

  RuleText goTo(Chain target) {
    return end("goto " + target.name(), Immediate.goTo(target.name()));
  }

  RuleText jump(Chain target) {
    return end("jump " + target.name(), Immediate.jump(target.name()));
  }

  RuleText returned() {
    return end("return", Immediate.returned());
  }

  /** Drops, or drops and answers with ICMP. */
  RuleText refuse(boolean reject) {
    return reject ? end("reject with icmpx admin-prohibited", new Reject()) : drop();
  }

  /** Keeps the packet out of connection tracking, and so out of address translation. */
  RuleText notrack() {
    return end("notrack", new Notrack());
  }

  /**
   * Answers a SYN with a SYN cookie; takes the ACK that brings the cookie back, and sends a SYN on.
   */
  public RuleText synproxy() {
    int options =
        Synproxy.NF_SYNPROXY_OPT_MSS
            | Synproxy.NF_SYNPROXY_OPT_WSCALE
            | Synproxy.NF_SYNPROXY_OPT_TIMESTAMP
            | Synproxy.NF_SYNPROXY_OPT_SACK_PERM;
    return end("synproxy mss 1460 wscale 7 timestamp sack-perm", new Synproxy(1460, 7, options));
  }

  /** A rule without a verdict. */
  RuleText end() {
    return new RuleText(new Rule(chain, expressions), String.join(" ", words));
  }

  private RuleText end(String word, Expression expression) {
    return add(word, expression).end();
  }

  Match inputInterfaceNotIn(String set) {
    return add(
        "iifname != @" + set,
        new Meta(Meta.Key.IIFNAME, NFT_REG_1),
        new Lookup(set, NFT_REG_1, true));
  }

  Match inputInterfaceIsNot(String name) {
    return add(
        "iifname != \"" + name + "\"",
        new Meta(Meta.Key.IIFNAME, NFT_REG_1),
        new Cmp(NFT_REG_1, Cmp.Op.NEQ, TableWriter.interfaceName(name)));
  }

  Match inputInterfaceIs(String name) {
    return add(
        "iifname \"" + name + "\"",
        new Meta(Meta.Key.IIFNAME, NFT_REG_1),
        new Cmp(NFT_REG_1, Cmp.Op.EQ, TableWriter.interfaceName(name)));
  }

  /** Marks this packet for {@link #isNotMaybeAnswer}. */
  Match setMaybeAnswer() {
    return setPriority(MAYBE_ANSWER_TEXT, MAYBE_ANSWER);
  }

  /** Removes the mark of {@link #setMaybeAnswer}. */
  Match clearMaybeAnswer() {
    return setPriority("0", 0);
  }

  private Match setPriority(String word, int value) {
    return add(
        "meta priority set " + word,
        new ImmediateData(NFT_REG_1, hostOrder(value)),
        new Meta.Write(Meta.Key.PRIORITY, NFT_REG_1));
  }

  Match isNotMaybeAnswer() {
    return add(
        "meta priority != " + MAYBE_ANSWER_TEXT,
        new Meta(Meta.Key.PRIORITY, NFT_REG_1),
        new Cmp(NFT_REG_1, Cmp.Op.NEQ, hostOrder(MAYBE_ANSWER)));
  }

  Match family(boolean ipv6) {
    words.add("meta nfproto " + (ipv6 ? "ipv6" : "ipv4"));
    needFamily(ipv6);
    return this;
  }

  /** Adds the test that nft puts before the first statement that needs a family. */
  private void needFamily(boolean ipv6) {
    if (familyKnown) return;
    familyKnown = true;
    expressions.add(new Meta(Meta.Key.NFPROTO, NFT_REG_1));
    expressions.add(equal((byte) (ipv6 ? 10 : 2)));
  }

  private void needProtocol(byte protocol) {
    if (protocolKnown == protocol) return;
    protocolKnown = protocol;
    expressions.add(new Meta(Meta.Key.L4PROTO, NFT_REG_1));
    expressions.add(equal(protocol));
  }

  /** The sender's key is in the set. */
  Match senderIn(String set, AddressKey key) {
    return addressIn("saddr", set, key, false);
  }

  /** The sender's key is not in the set. */
  Match senderNotIn(String set, AddressKey key) {
    return addressIn("saddr", set, key, true);
  }

  /** The key of the packet's destination is in the set. */
  Match destinationIn(String set, AddressKey key) {
    return addressIn("daddr", set, key, false);
  }

  private Match addressIn(String field, String set, AddressKey key, boolean not) {
    String operator = not ? " != @" : key.isWhole() ? " @" : " == @";
    words.add(key.text(field) + operator + set);
    needFamily(key.ipv6());
    loadAddress(field, key);
    expressions.add(not ? new Lookup(set, NFT_REG_1, true) : new Lookup(set, NFT_REG_1));
    return this;
  }

  /** The first {@code 8 * bytes.length} bits of the sender are these. */
  Match senderBegins(String prefix, boolean ipv6, byte[] bytes) {
    words.add((ipv6 ? "ip6 saddr " : "ip saddr ") + prefix);
    needFamily(ipv6);
    int offset = ipv6 ? IP6_SOURCE : IP_SOURCE;
    expressions.add(new Payload(Payload.Base.NETWORK_HEADER, offset, bytes.length, NFT_REG_1));
    expressions.add(new Cmp(NFT_REG_1, Cmp.Op.EQ, bytes));
    return this;
  }

  /** The pair of the sender's key and the TCP port is in the set. */
  Match senderAndPortIn(String set, AddressKey key) {
    return senderAndPort(set, key, false);
  }

  /** The pair of the sender's key and the TCP port is not in the set. */
  Match senderAndPortNotIn(String set, AddressKey key) {
    return senderAndPort(set, key, true);
  }

  private Match senderAndPort(String set, AddressKey key, boolean not) {
    words.add(key.text("saddr") + " . tcp dport " + (not ? "!= @" : "@") + set);
    loadSenderAndPort(key);
    expressions.add(not ? new Lookup(set, NFT_REG_1, true) : new Lookup(set, NFT_REG_1));
    return this;
  }

  /** The pair of the sender's key and the receiver's whole address is not in the set. */
  Match senderAndReceiverNotIn(String set, AddressKey key) {
    words.add(senderAndReceiver(key) + " != @" + set);
    loadSenderAndReceiver(key);
    expressions.add(new Lookup(set, NFT_REG_1, true));
    return this;
  }

  /**
   * Adds the pair of the sender's key and the receiver's whole address to the set; the rule ends
   * here if the set is full.
   */
  Match addSenderAndReceiver(String set, AddressKey key) {
    words.add("add @" + set + " { " + senderAndReceiver(key) + " }");
    loadSenderAndReceiver(key);
    expressions.add(new Dynset(Dynset.Op.ADD, set, NFT_REG_1, 0));
    return this;
  }

  private static String senderAndReceiver(AddressKey key) {
    return key.text("saddr") + " . " + AddressKey.whole(key.ipv6()).text("daddr");
  }

  /**
   * Adds the sender to the set unless it is there; the rule ends here if the set is full.
   *
   * @param timeoutMillis 0 for the set's default, or for ever
   */
  Match addSender(String set, AddressKey key, long timeoutMillis) {
    return sender(Dynset.Op.ADD, set, key, timeout(timeoutMillis), timeoutMillis, List.of());
  }

  /** As {@link #addSender}, with a counter of its packets. */
  Match addCounted(String set, AddressKey key, long timeoutMillis) {
    String more = timeout(timeoutMillis) + " counter";
    return sender(Dynset.Op.ADD, set, key, more, timeoutMillis, List.of(new Counter()));
  }

  /** As {@link #addCounted}, but restarts the timeout of a sender that is there. */
  Match updateCounted(String set, AddressKey key, long timeoutMillis) {
    String more = timeout(timeoutMillis) + " counter";
    return sender(Dynset.Op.UPDATE, set, key, more, timeoutMillis, List.of(new Counter()));
  }

  /** As {@link #addSender}, but restarts the timeout of a sender that is there. */
  Match updateSender(String set, AddressKey key, long timeoutMillis) {
    String more = timeout(timeoutMillis);
    return sender(Dynset.Op.UPDATE, set, key, more, timeoutMillis, List.of());
  }

  /** Removes the sender from the set, if it is there. */
  Match removeSender(String set, AddressKey key) {
    return sender(Dynset.Op.DELETE, set, key, "", 0, List.of());
  }

  /**
   * Adds the TCP source port to the set, or restarts its timeout; the rule ends here if the set is
   * full.
   */
  Match updateSourcePort(String set, long timeoutMillis) {
    needProtocol(IPPROTO_TCP);
    return add(
        "update @" + set + " { tcp sport" + timeout(timeoutMillis) + " }",
        new Payload(Payload.Base.TRANSPORT_HEADER, 0, 2, NFT_REG_1),
        new Dynset(Dynset.Op.UPDATE, set, NFT_REG_1, timeoutMillis));
  }

  private static String timeout(long millis) {
    return millis == 0 ? "" : " timeout " + duration(millis);
  }

  /**
   * Adds the pair of the sender's key and the TCP port to the set; the rule ends here if the set is
   * full.
   */
  Match addSenderAndPort(String set, AddressKey key) {
    words.add("add @" + set + " { " + key.text("saddr") + " . tcp dport }");
    loadSenderAndPort(key);
    expressions.add(new Dynset(Dynset.Op.ADD, set, NFT_REG_1, 0));
    return this;
  }

  /** Counts this packet for its sender; matches from the {@code hits}-th packet on. */
  Match countSender(String set, AddressKey key, int hits) {
    // The bucket practically never refills; its element lives as long as the window.
    Limit bucket = new Limit(1, Limit.WEEK, hits - 1, true);
    String text = " limit rate over 1/week burst " + (hits - 1) + " packets";
    return sender(Dynset.Op.ADD, set, key, text, 0, List.of(bucket));
  }

  /** Matches only for as many packets of one sender as the bucket allows. */
  Match limitSender(String set, AddressKey key, Limit bucket) {
    return sender(Dynset.Op.ADD, set, key, " " + rate(bucket), 0, List.of(bucket));
  }

  /** As {@link #limitSender}, and restarts the element's timeout. */
  Match renewSender(String set, AddressKey key, Limit bucket) {
    return sender(Dynset.Op.UPDATE, set, key, " " + rate(bucket), 0, List.of(bucket));
  }

  private Match sender(
      Dynset.Op op,
      String set,
      AddressKey key,
      String more,
      long timeoutMillis,
      List<Expression> state) {
    String verb = op.name().toLowerCase(Locale.ROOT);
    words.add(verb + " @" + set + " { " + key.text("saddr") + more + " }");
    needFamily(key.ipv6());
    loadAddress("saddr", key);
    expressions.add(new Dynset(op, set, NFT_REG_1, timeoutMillis, state));
    return this;
  }

  /** Loads a concatenation: the port follows the address, at the next multiple of 4 bytes. */
  private void loadSenderAndPort(AddressKey key) {
    needFamily(key.ipv6());
    needProtocol(IPPROTO_TCP);
    loadAddress("saddr", key);
    int register = key.ipv6() ? Expression.NFT_REG_2 : Expression.NFT_REG32_01;
    expressions.add(new Payload(Payload.Base.TRANSPORT_HEADER, 2, 2, register));
  }

  private void loadSenderAndReceiver(AddressKey key) {
    needFamily(key.ipv6());
    loadAddress("saddr", key);
    int length = key.mask().length;
    int offset = (key.ipv6() ? IP6_SOURCE : IP_SOURCE) + length;
    int register = key.ipv6() ? Expression.NFT_REG_2 : Expression.NFT_REG32_01;
    expressions.add(new Payload(Payload.Base.NETWORK_HEADER, offset, length, register));
  }

  private void loadAddress(String field, AddressKey key) {
    int length = key.mask().length;
    int source = key.ipv6() ? IP6_SOURCE : IP_SOURCE;
    int offset = field.equals("saddr") ? source : source + length;
    expressions.add(new Payload(Payload.Base.NETWORK_HEADER, offset, length, NFT_REG_1));
    if (!key.isWhole()) expressions.add(new Bitwise(NFT_REG_1, key.mask()));
  }

  /**
   * Neighbour discovery of IPv6, without which the link does not work. A packet with hop limit 255
   * cannot come from beyond the link.
   */
  Match neighbourDiscovery() {
    words.add("icmpv6 type 133-137 ip6 hoplimit 255");
    needFamily(true);
    needProtocol(IPPROTO_ICMPV6);
    expressions.add(new Payload(Payload.Base.TRANSPORT_HEADER, 0, 1, NFT_REG_1));
    expressions.add(new Cmp(NFT_REG_1, Cmp.Op.GTE, new byte[] {(byte) 133}));
    expressions.add(new Cmp(NFT_REG_1, Cmp.Op.LTE, new byte[] {(byte) 137}));
    expressions.add(new Payload(Payload.Base.NETWORK_HEADER, 7, 1, NFT_REG_1));
    expressions.add(equal((byte) 255));
    return this;
  }

  Match notForUs() {
    return addressType("fib daddr type != local", Fib.NFTA_FIB_F_DADDR, Cmp.Op.NEQ, Fib.RTN_LOCAL);
  }

  /** The packet is on its way to another machine, through this one. */
  Match forOthers() {
    return addressType("fib daddr type unicast", Fib.NFTA_FIB_F_DADDR, Cmp.Op.EQ, Fib.RTN_UNICAST);
  }

  /** The sender is not an address of this host. */
  Match notFromUs() {
    return addressType("fib saddr type != local", Fib.NFTA_FIB_F_SADDR, Cmp.Op.NEQ, Fib.RTN_LOCAL);
  }

  private Match addressType(String word, int address, Cmp.Op op, int type) {
    return add(
        word,
        new Fib(Fib.Result.ADDRTYPE, address, NFT_REG_1),
        new Cmp(NFT_REG_1, op, hostOrder(type)));
  }

  /** The destination was rewritten: a published port. */
  Match destinationRewritten() {
    return add(
        "ct status dnat",
        new Ct(Ct.Key.STATUS, NFT_REG_1),
        new Bitwise(NFT_REG_1, hostOrder(Ct.IPS_DST_NAT)),
        new Cmp(NFT_REG_1, Cmp.Op.NEQ, hostOrder(0)));
  }

  /** For connection tracking, this is the first packet of a connection. */
  Match beginsConnection() {
    return ctState("new", Ct.STATE_NEW);
  }

  /**
   * For connection tracking, the packet is invalid. The kernel will drop such a SYN, because it is
   * cut off or its checksum is wrong.
   */
  Match invalid() {
    return ctState("invalid", Ct.STATE_INVALID);
  }

  /** Connection tracking was told to ignore the packet. */
  Match untracked() {
    return ctState("untracked", Ct.STATE_UNTRACKED);
  }

  /** The packet answers a packet that this host sent or forwarded. */
  Match answersUs() {
    ctState("established,related", Ct.STATE_ESTABLISHED | Ct.STATE_RELATED);
    return add(
        "ct direction reply",
        new Ct(Ct.Key.DIRECTION, NFT_REG_1),
        equal((byte) Ct.DIRECTION_REPLY));
  }

  private Match ctState(String word, int states) {
    return add(
        "ct state " + word,
        new Ct(Ct.Key.STATE, NFT_REG_1),
        new Bitwise(NFT_REG_1, hostOrder(states)),
        new Cmp(NFT_REG_1, Cmp.Op.NEQ, hostOrder(0)));
  }

  private static byte[] hostOrder(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  public Match tcp() {
    words.add("meta l4proto tcp");
    needProtocol(IPPROTO_TCP);
    return this;
  }

  /** Of the flags in {@code mask}, exactly the flags in {@code set} are set. */
  public Match flags(TcpFlags mask, TcpFlags set) {
    return flags(mask, set, "==", Cmp.Op.EQ);
  }

  Match flagsNot(TcpFlags mask, TcpFlags set) {
    return flags(mask, set, "!=", Cmp.Op.NEQ);
  }

  private Match flags(TcpFlags mask, TcpFlags set, String operator, Cmp.Op op) {
    words.add("tcp flags & " + mask.text() + " " + operator + " " + set.text());
    needProtocol(IPPROTO_TCP);
    expressions.add(new Payload(Payload.Base.TRANSPORT_HEADER, TCP_FLAGS, 1, NFT_REG_1));
    expressions.add(new Bitwise(NFT_REG_1, new byte[] {(byte) mask.bits()}));
    expressions.add(new Cmp(NFT_REG_1, op, new byte[] {(byte) set.bits()}));
    return this;
  }

  /** The header gives a length that is shorter than any TCP header. */
  Match shortHeader() {
    return dataOffset("tcp doff < 5", Cmp.Op.LT);
  }

  /** The TCP header says that it has options. */
  Match hasOptions() {
    return dataOffset("tcp doff > 5", Cmp.Op.GT);
  }

  /** Compares the length in a TCP header with the length of a header without options. */
  private Match dataOffset(String word, Cmp.Op op) {
    needProtocol(IPPROTO_TCP);
    return add(
        word,
        new Payload(Payload.Base.TRANSPORT_HEADER, TCP_DATA_OFFSET, 1, NFT_REG_1),
        new Bitwise(NFT_REG_1, new byte[] {(byte) 0xf0}),
        new Cmp(NFT_REG_1, op, new byte[] {TCP_LEAST}));
  }

  /** The packet has the complete fixed part of the TCP header: its last field can be read. */
  Match wholeHeader() {
    words.add("tcp urgptr >= 0");
    needProtocol(IPPROTO_TCP);
    expressions.add(new Payload(Payload.Base.TRANSPORT_HEADER, TCP_URGENT, 2, NFT_REG_1));
    expressions.add(new Cmp(NFT_REG_1, Cmp.Op.GTE, new byte[2]));
    return this;
  }

  Match notIcmpv6() {
    return add(
        "meta l4proto != ipv6-icmp",
        new Meta(Meta.Key.L4PROTO, NFT_REG_1),
        new Cmp(NFT_REG_1, Cmp.Op.NEQ, new byte[] {IPPROTO_ICMPV6}));
  }

  /** ICMP "destination unreachable", which refuses a packet. */
  Match refusal(boolean ipv6) {
    words.add((ipv6 ? "icmpv6" : "icmp") + " type destination-unreachable");
    needFamily(ipv6);
    needProtocol(ipv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP);
    expressions.add(new Payload(Payload.Base.TRANSPORT_HEADER, 0, 1, NFT_REG_1));
    expressions.add(equal((byte) (ipv6 ? 1 : 3)));
    return this;
  }

  Match tcpPortIn(String set) {
    return portIn("tcp dport", IPPROTO_TCP, 2, set);
  }

  Match tcpSourcePortIn(String set) {
    return portIn("tcp sport", IPPROTO_TCP, 0, set);
  }

  Match udpPortIn(String set) {
    return portIn("udp dport", IPPROTO_UDP, 2, set);
  }

  private Match portIn(String word, byte protocol, int offset, String set) {
    words.add(word + " @" + set);
    needProtocol(protocol);
    expressions.add(new Payload(Payload.Base.TRANSPORT_HEADER, offset, 2, NFT_REG_1));
    expressions.add(new Lookup(set, NFT_REG_1));
    return this;
  }

  /** Matches a receive window of zero, and sets it to {@code bytes}. */
  Match openWindow(int bytes) {
    words.add("tcp window 0 tcp window set " + bytes);
    needProtocol(IPPROTO_TCP);
    expressions.add(new Payload(Payload.Base.TRANSPORT_HEADER, TCP_WINDOW, 2, NFT_REG_1));
    expressions.add(new Cmp(NFT_REG_1, Cmp.Op.EQ, new byte[2]));
    byte[] value = ByteBuffer.allocate(2).putShort((short) bytes).array();
    expressions.add(new ImmediateData(NFT_REG_1, value));
    expressions.add(
        new Payload.Write(Payload.Base.TRANSPORT_HEADER, TCP_WINDOW, 2, TCP_CHECKSUM, NFT_REG_1));
    return this;
  }

  /** A local socket takes this packet: a listener or a connection. */
  Match hasSocket() {
    return add(
        "socket transparent <= 1",
        new Socket(NFT_REG_1),
        new Cmp(NFT_REG_1, Cmp.Op.LTE, new byte[] {1}));
  }

  Match log(String prefix, int group, int snapLength) {
    return add(
        "log prefix \"" + prefix + "\" group " + group + " snaplen " + snapLength,
        new Log(group, prefix, snapLength));
  }

  Match count(String counter) {
    return add(
        "counter name \"" + counter + "\"",
        new ObjectReference(ObjectReference.Type.COUNTER, counter));
  }

  /**
   * Matches while the named limit is not exceeded; if the limit says "over": while it is exceeded.
   */
  Match limit(String limit) {
    return add(
        "limit name \"" + limit + "\"", new ObjectReference(ObjectReference.Type.LIMIT, limit));
  }

  /** Matches only packets within the rate; if the rate says "over": only packets above it. */
  Match limit(Limit rate) {
    return add(rate(rate), rate);
  }

  private static String rate(Limit rate) {
    String unit =
        switch ((int) rate.perSeconds()) {
          case (int) Limit.SECOND -> "second";
          case (int) Limit.MINUTE -> "minute";
          default -> "day";
        };
    String over = rate.over() ? "over " : "";
    return "limit rate " + over + rate.rate() + "/" + unit + " burst " + rate.burst() + " packets";
  }

  private Match add(String word, Expression... added) {
    words.add(word);
    expressions.addAll(List.of(added));
    return this;
  }

  private static Cmp equal(byte value) {
    return new Cmp(NFT_REG_1, Cmp.Op.EQ, new byte[] {value});
  }

  /** A time in nft's language. */
  static String duration(long millis) {
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
