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
import org.portsnare.netfilter.nftables.expr.Dynset;
import org.portsnare.netfilter.nftables.expr.Expression;
import org.portsnare.netfilter.nftables.expr.Fib;
import org.portsnare.netfilter.nftables.expr.Immediate;
import org.portsnare.netfilter.nftables.expr.Limit;
import org.portsnare.netfilter.nftables.expr.Log;
import org.portsnare.netfilter.nftables.expr.Lookup;
import org.portsnare.netfilter.nftables.expr.Meta;
import org.portsnare.netfilter.nftables.expr.ObjectReference;
import org.portsnare.netfilter.nftables.expr.Payload;
import org.portsnare.netfilter.nftables.expr.Reject;
import org.portsnare.netfilter.nftables.expr.Socket;

/**
 * Builds one rule statement by statement; each method is one statement of nft's language and adds
 * both its words and the expressions that nft itself makes of them.
 */
final class Match {
  private static final byte IPPROTO_TCP = 6;
  private static final byte IPPROTO_ICMPV6 = 58;
  private static final int SYN = 0x02;
  private static final int FIN_SYN_RST_ACK = 0x17;

  /** How much of a packet is kept as evidence, in bytes. */
  static final int SNAP_LENGTH = 128;

  private final Chain chain;
  private final List<String> words = new ArrayList<>();
  private final List<Expression> expressions = new ArrayList<>();

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

  /** Drops, or drops and says so. */
  RuleText refuse(boolean reject) {
    return reject ? end("reject with icmpx admin-prohibited", new Reject()) : drop();
  }

  private RuleText end(String word, Expression expression) {
    add(word, expression);
    return new RuleText(new Rule(chain, expressions), String.join(" ", words));
  }

  Match inputInterfaceNotIn(String set) {
    return add(
        "iifname != @" + set,
        new Meta(Meta.Key.IIFNAME, NFT_REG_1),
        new Lookup(set, NFT_REG_1, true));
  }

  Match family(boolean ipv6) {
    words.add("meta nfproto " + (ipv6 ? "ipv6" : "ipv4"));
    return familyExpressions(ipv6);
  }

  private Match familyExpressions(boolean ipv6) {
    expressions.add(new Meta(Meta.Key.NFPROTO, NFT_REG_1));
    expressions.add(equal((byte) (ipv6 ? 10 : 2)));
    return this;
  }

  /** The sender, or the first {@code bits} bits of it, is in the set. */
  Match senderIn(String set, boolean ipv6, int bits) {
    String masked = senderText(ipv6, bits);
    words.add(masked + (bits < width(ipv6) ? " == @" : " @") + set);
    familyExpressions(ipv6);
    loadSender(ipv6, bits);
    expressions.add(new Lookup(set, NFT_REG_1));
    return this;
  }

  /** Adds the sender to the set; breaks off if that is full. */
  Match updateSender(String set, boolean ipv6, int bits, long timeoutMillis) {
    family(ipv6);
    String timeout = timeoutMillis == 0 ? "" : " timeout " + duration(timeoutMillis);
    words.add("update @" + set + " { " + senderText(ipv6, bits) + timeout + " }");
    loadSender(ipv6, bits);
    expressions.add(new Dynset(Dynset.Op.UPDATE, set, NFT_REG_1, timeoutMillis));
    return this;
  }

  /** Counts this packet for its sender, and goes on only from the {@code hits}-th one on. */
  Match countSender(String set, boolean ipv6, int bits, int hits) {
    family(ipv6);
    String limit = "limit rate over 1/week burst " + (hits - 1) + " packets";
    words.add("add @" + set + " { " + senderText(ipv6, bits) + " " + limit + " }");
    loadSender(ipv6, bits);
    // A bucket that practically never fills again, in an element that lives as long as the window.
    Limit bucket = new Limit(1, Limit.WEEK, hits - 1, true);
    expressions.add(new Dynset(Dynset.Op.ADD, set, NFT_REG_1, 0, List.of(bucket)));
    return this;
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
    familyExpressions(true);
    expressions.add(new Meta(Meta.Key.L4PROTO, NFT_REG_1));
    expressions.add(equal(IPPROTO_ICMPV6));
    expressions.add(new Payload(Payload.Base.TRANSPORT_HEADER, 0, 1, NFT_REG_1));
    expressions.add(new Cmp(NFT_REG_1, Cmp.Op.GTE, new byte[] {(byte) 133}));
    expressions.add(new Cmp(NFT_REG_1, Cmp.Op.LTE, new byte[] {(byte) 137}));
    expressions.add(new Payload(Payload.Base.NETWORK_HEADER, 7, 1, NFT_REG_1));
    expressions.add(equal((byte) 255));
    return this;
  }

  Match notForUs() {
    byte[] local =
        ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(Fib.RTN_LOCAL).array();
    return add(
        "fib daddr type != local",
        new Fib(Fib.Result.ADDRTYPE, Fib.NFTA_FIB_F_DADDR, NFT_REG_1),
        new Cmp(NFT_REG_1, Cmp.Op.NEQ, local));
  }

  /** Anything of TCP but a plain SYN: late FINs and ACKs of forgotten connections above all. */
  Match tcpButNoSyn() {
    words.add("tcp flags & (fin | syn | rst | ack) != syn");
    tcp();
    expressions.add(new Payload(Payload.Base.TRANSPORT_HEADER, 13, 1, NFT_REG_1));
    expressions.add(new Bitwise(NFT_REG_1, new byte[] {FIN_SYN_RST_ACK}));
    expressions.add(new Cmp(NFT_REG_1, Cmp.Op.NEQ, new byte[] {SYN}));
    return this;
  }

  Match tcpPortIn(String set) {
    words.add("tcp dport @" + set);
    tcp();
    expressions.add(new Payload(Payload.Base.TRANSPORT_HEADER, 2, 2, NFT_REG_1));
    expressions.add(new Lookup(set, NFT_REG_1));
    return this;
  }

  private void tcp() {
    expressions.add(new Meta(Meta.Key.L4PROTO, NFT_REG_1));
    expressions.add(equal(IPPROTO_TCP));
  }

  /** A local socket takes this packet: a listener, or a connection. */
  Match hasSocket() {
    return add(
        "socket transparent <= 1",
        new Socket(NFT_REG_1),
        new Cmp(NFT_REG_1, Cmp.Op.LTE, new byte[] {1}));
  }

  Match log(String prefix, int group) {
    return add(
        "log prefix \"" + prefix + "\" group " + group + " snaplen " + SNAP_LENGTH,
        new Log(group, prefix, SNAP_LENGTH));
  }

  Match count(String counter) {
    return add("counter name \"" + counter + "\"", new ObjectReference(counter));
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
