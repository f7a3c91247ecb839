package org.portsnare.firewall;

import static org.portsnare.netfilter.nftables.expr.Expression.NFT_REG_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.portsnare.ban.Prefix;
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
import org.portsnare.netfilter.nftables.expr.PayloadWrite;
import org.portsnare.netfilter.nftables.expr.Reject;
import org.portsnare.netfilter.nftables.expr.Socket;
import org.portsnare.netfilter.nftables.expr.Synproxy;

/**
 * Builds one rule statement by statement; each method is one statement of nft's language and adds
 * both its words and the expressions that nft itself makes of them.
 */
final class Match {
  private static final byte IPPROTO_TCP = 6;
  private static final byte IPPROTO_UDP = 17;
  private static final byte IPPROTO_ICMPV6 = 58;

  /** Where fields of the TCP header stand, in bytes. */
  private static final int TCP_FLAGS = 13;

  private static final int TCP_WINDOW = 14;
  private static final int TCP_CHECKSUM = 16;

  /** How much of the packet that led to a ban is kept, in bytes. */
  static final int SNAP_LENGTH = 128;

  private final Chain chain;
  private final List<String> words = new ArrayList<>();
  private final List<Expression> expressions = new ArrayList<>();
  private boolean familyKnown;
  private byte protocolKnown;

  private Match(Chain chain) {
    this.chain = chain;
  }

  static Match in(Chain chain) {
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

  /** Drops, or drops and says so. */
  RuleText refuse(boolean reject) {
    return reject ? end("reject with icmpx admin-prohibited", new Reject()) : drop();
  }

  /** Keeps the packet out of connection tracking, and so out of address translation. */
  RuleText notrack() {
    return end("notrack", new Notrack());
  }

  /** Answers a SYN with a SYN cookie; swallows the ACK that brings it back, and sends a SYN on. */
  RuleText synproxy() {
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

  Match family(boolean ipv6) {
    words.add("meta nfproto " + (ipv6 ? "ipv6" : "ipv4"));
    needFamily(ipv6);
    return this;
  }

  /** What nft puts before the first word that needs it. */
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

  /** The sender, or the first {@code bits} bits of it, is in the set. */
  Match senderIn(String set, boolean ipv6, int bits) {
    String masked = senderText(ipv6, bits);
    words.add(masked + (bits < width(ipv6) ? " == @" : " @") + set);
    needFamily(ipv6);
    loadSender(ipv6, bits);
    expressions.add(new Lookup(set, NFT_REG_1));
    return this;
  }

  /** The sender, or the first {@code bits} bits of it, is not in the set. */
  Match senderNotIn(String set, boolean ipv6, int bits) {
    words.add(senderText(ipv6, bits) + " != @" + set);
    needFamily(ipv6);
    loadSender(ipv6, bits);
    expressions.add(new Lookup(set, NFT_REG_1, true));
    return this;
  }

  /** The pair of sender and TCP port is in the set. */
  Match senderAndPortIn(String set, boolean ipv6, int bits) {
    words.add(senderText(ipv6, bits) + " . tcp dport @" + set);
    loadSenderAndPort(ipv6, bits);
    expressions.add(new Lookup(set, NFT_REG_1));
    return this;
  }

  /**
   * Adds the sender to the set unless it is there; breaks off if that is full.
   *
   * @param timeoutMillis 0 for the set's default, or for ever
   */
  Match addSender(String set, boolean ipv6, int bits, long timeoutMillis) {
    return addSender(set, ipv6, bits, timeout(timeoutMillis), timeoutMillis, List.of());
  }

  /** As {@link #addSender}, with a counter of its packets. */
  Match addCounted(String set, boolean ipv6, int bits, long timeoutMillis) {
    String more = timeout(timeoutMillis) + " counter";
    return addSender(set, ipv6, bits, more, timeoutMillis, List.of(new Counter()));
  }

  /** As {@link #addCounted}, but its time begins anew if it is there. */
  Match updateCounted(String set, boolean ipv6, int bits, long timeoutMillis) {
    String more = timeout(timeoutMillis) + " counter";
    return sender(Dynset.Op.UPDATE, set, ipv6, bits, more, timeoutMillis, List.of(new Counter()));
  }

  /** As {@link #addSender}, but its time begins anew if it is there. */
  Match updateSender(String set, boolean ipv6, int bits, long timeoutMillis) {
    String more = timeout(timeoutMillis);
    return sender(Dynset.Op.UPDATE, set, ipv6, bits, more, timeoutMillis, List.of());
  }

  private static String timeout(long millis) {
    return millis == 0 ? "" : " timeout " + duration(millis);
  }

  /** Adds the pair of sender and TCP port to the set; breaks off if that is full. */
  Match addSenderAndPort(String set, boolean ipv6, int bits) {
    words.add("add @" + set + " { " + senderText(ipv6, bits) + " . tcp dport }");
    loadSenderAndPort(ipv6, bits);
    expressions.add(new Dynset(Dynset.Op.ADD, set, NFT_REG_1, 0));
    return this;
  }

  /** Counts this packet for its sender, and goes on only from the {@code hits}-th one on. */
  Match countSender(String set, boolean ipv6, int bits, int hits) {
    // A bucket that practically never fills again, in an element that lives as long as the window.
    Limit bucket = new Limit(1, Limit.WEEK, hits - 1, true);
    String text = " limit rate over 1/week burst " + (hits - 1) + " packets";
    return addSender(set, ipv6, bits, text, 0, List.of(bucket));
  }

  /** Goes on only for so many packets of one sender. */
  Match limitSender(String set, boolean ipv6, int bits, int packets, long perSeconds) {
    Limit bucket = new Limit(packets, perSeconds, packets, false);
    String unit = perSeconds == Limit.DAY ? "day" : "minute";
    String text = " limit rate " + packets + "/" + unit + " burst " + packets + " packets";
    return addSender(set, ipv6, bits, text, 0, List.of(bucket));
  }

  private Match addSender(
      String set, boolean ipv6, int bits, String more, long timeoutMillis, List<Expression> state) {
    return sender(Dynset.Op.ADD, set, ipv6, bits, more, timeoutMillis, state);
  }

  private Match sender(
      Dynset.Op op,
      String set,
      boolean ipv6,
      int bits,
      String more,
      long timeoutMillis,
      List<Expression> state) {
    String verb = op == Dynset.Op.ADD ? "add" : "update";
    words.add(verb + " @" + set + " { " + senderText(ipv6, bits) + more + " }");
    needFamily(ipv6);
    loadSender(ipv6, bits);
    expressions.add(new Dynset(op, set, NFT_REG_1, timeoutMillis, state));
    return this;
  }

  /** A concatenation: the port stands behind the address, at the next multiple of 4 bytes. */
  private void loadSenderAndPort(boolean ipv6, int bits) {
    needFamily(ipv6);
    needProtocol(IPPROTO_TCP);
    loadSender(ipv6, bits);
    int register = ipv6 ? Expression.NFT_REG_2 : Expression.NFT_REG32_01;
    expressions.add(new Payload(Payload.Base.TRANSPORT_HEADER, 2, 2, register));
  }

  private void loadSender(boolean ipv6, int bits) {
    int offset = ipv6 ? 8 : 12;
    int length = ipv6 ? 16 : 4;
    expressions.add(new Payload(Payload.Base.NETWORK_HEADER, offset, length, NFT_REG_1));
    if (bits < width(ipv6)) expressions.add(new Bitwise(NFT_REG_1, mask(ipv6, bits)));
  }

  private static String senderText(boolean ipv6, int bits) {
    String sender = ipv6 ? "ip6 saddr" : "ip saddr";
    if (bits == width(ipv6)) return sender;
    return sender + " & " + Prefix.of(mask(ipv6, bits), width(ipv6));
  }

  private static byte[] mask(boolean ipv6, int bits) {
    byte[] ones = new byte[ipv6 ? 16 : 4];
    Arrays.fill(ones, (byte) 0xff);
    return Prefix.of(ones, bits).address();
  }

  /**
   * Neighbour discovery of IPv6, without which there is no link; hop limit 255 cannot come from
   * beyond it.
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

  /** On its way to another machine, through this one. */
  Match forOthers() {
    return addressType("fib daddr type unicast", Fib.NFTA_FIB_F_DADDR, Cmp.Op.EQ, Fib.RTN_UNICAST);
  }

  /** In somebody else's name. */
  Match notFromUs() {
    return addressType("fib saddr type != local", Fib.NFTA_FIB_F_SADDR, Cmp.Op.NEQ, Fib.RTN_LOCAL);
  }

  private Match addressType(String word, int address, Cmp.Op op, int type) {
    return add(
        word,
        new Fib(Fib.Result.ADDRTYPE, address, NFT_REG_1),
        new Cmp(NFT_REG_1, op, hostOrder(type)));
  }

  /** Its destination was rewritten: a published port. */
  Match destinationRewritten() {
    return add(
        "ct status dnat",
        new Ct(Ct.Key.STATUS, NFT_REG_1),
        new Bitwise(NFT_REG_1, hostOrder(Ct.IPS_DST_NAT)),
        new Cmp(NFT_REG_1, Cmp.Op.NEQ, hostOrder(0)));
  }

  /** Connection tracking takes it for the first of a connection. */
  Match beginsConnection() {
    return add(
        "ct state new",
        new Ct(Ct.Key.STATE, NFT_REG_1),
        new Bitwise(NFT_REG_1, hostOrder(Ct.STATE_NEW)),
        new Cmp(NFT_REG_1, Cmp.Op.NEQ, hostOrder(0)));
  }

  private static byte[] hostOrder(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  Match tcp() {
    words.add("meta l4proto tcp");
    needProtocol(IPPROTO_TCP);
    return this;
  }

  /** Of the flags in {@code mask}, exactly those in {@code set} are set. */
  Match flags(TcpFlags mask, TcpFlags set) {
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

  /**
   * A fragment that starts 8 bytes into the TCP header, to hide the flags: RFC 1858 knows no honest
   * use.
   */
  Match tinyFragment() {
    words.add("ip frag-off & 0x1fff == 1");
    needFamily(false);
    expressions.add(new Payload(Payload.Base.NETWORK_HEADER, 6, 2, NFT_REG_1));
    expressions.add(new Bitwise(NFT_REG_1, new byte[] {0x1f, (byte) 0xff}));
    expressions.add(new Cmp(NFT_REG_1, Cmp.Op.EQ, new byte[] {0, 1}));
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

  /** The receive window is zero, and becomes {@code bytes}. */
  Match openWindow(int bytes) {
    words.add("tcp window 0 tcp window set " + bytes);
    needProtocol(IPPROTO_TCP);
    expressions.add(new Payload(Payload.Base.TRANSPORT_HEADER, TCP_WINDOW, 2, NFT_REG_1));
    expressions.add(new Cmp(NFT_REG_1, Cmp.Op.EQ, new byte[2]));
    byte[] value = ByteBuffer.allocate(2).putShort((short) bytes).array();
    expressions.add(new ImmediateData(NFT_REG_1, value));
    expressions.add(
        new PayloadWrite(Payload.Base.TRANSPORT_HEADER, TCP_WINDOW, 2, TCP_CHECKSUM, NFT_REG_1));
    return this;
  }

  /** A local socket takes this packet: a listener, or a connection. */
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

  /** The named limit lets it through; for one that says "over": once it is exceeded. */
  Match limit(String limit) {
    return add(
        "limit name \"" + limit + "\"", new ObjectReference(ObjectReference.Type.LIMIT, limit));
  }

  /** Goes on only for packets within the rate. */
  Match within(Limit rate) {
    return add("limit rate " + rate.rate() + "/second burst " + rate.burst() + " packets", rate);
  }

  /** Goes on only for packets above the rate. */
  Match above(Limit rate) {
    return add(
        "limit rate over " + rate.rate() + "/second burst " + rate.burst() + " packets", rate);
  }

  private Match add(String word, Expression... added) {
    words.add(word);
    expressions.addAll(List.of(added));
    return this;
  }

  private static Cmp equal(byte value) {
    return new Cmp(NFT_REG_1, Cmp.Op.EQ, new byte[] {value});
  }

  private static int width(boolean ipv6) {
    return ipv6 ? 128 : 32;
  }

  /** Milliseconds as nft reads them. */
  static String duration(long millis) {
    return millis % 1000 == 0 ? millis / 1000 + "s" : millis + "ms";
  }
}
