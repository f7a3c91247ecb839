package org.portsnare.netfilter.nftables.expr;

import static org.portsnare.netfilter.nftables.expr.Expression.NFT_REG_1;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.portsnare.netfilter.nftables.Chain;
import org.portsnare.netfilter.nftables.Family;
import org.portsnare.netfilter.nftables.KeyType;
import org.portsnare.netfilter.nftables.Rule;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.Table;
import org.portsnare.netfilter.nftables.Transaction;

/** Rules that use every expression: in nft's form and in ours. */
final class ExpressionCases {
  static final Table TABLE = new Table(Family.INET, "fixture");

  private static final int NF_SYNPROXY_OPT_ALL = 0xf;
  private static final Meta NFPROTO = new Meta(Meta.Key.NFPROTO, NFT_REG_1);
  private static final Meta L4PROTO = new Meta(Meta.Key.L4PROTO, NFT_REG_1);
  private static final Payload SOURCE = new Payload(Payload.Base.NETWORK_HEADER, 12, 4, NFT_REG_1);
  private static final Limit WEEKLY = new Limit(1, Limit.WEEK, 2, true);

  /**
   * One rule.
   *
   * @param name the section of {@code expressions.hex}
   * @param chain the chain of the rule
   * @param nft the rule in nft's language
   */
  record Case(String name, String chain, String nft, List<Expression> expressions) {
    @Override
    public String toString() {
      return name;
    }
  }

  private ExpressionCases() {}

  /** The table, chains and sets that the rules need, in nft's language. */
  static final String AROUND =
      """
      table inet fixture {
        counter banned { }
        limit breaker { rate over 200/second burst 2000 packets }
        set pairs { type ipv4_addr . inet_service; flags dynamic,timeout; size 1000; timeout 10s; }
        set pairs6 { type ipv6_addr . inet_service; flags dynamic,timeout; size 1000; timeout 10s; }
        set hosts { type ipv4_addr; flags dynamic,timeout; size 1000; }
        set score { type ipv4_addr; flags dynamic,timeout; size 1000; timeout 10s; }
        chain trap { }
        chain prerouting { type filter hook prerouting priority raw; }
        chain input { type filter hook input priority filter; }
        chain output { type filter hook output priority raw; }
      }
      """;

  static String text() {
    StringBuilder text = new StringBuilder(AROUND);
    for (Case rule : all()) {
      text.append("add rule inet fixture " + rule.chain() + " " + rule.nft() + "\n");
    }
    return text.toString();
  }

  static Transaction transaction() {
    int flags = Set.NFT_SET_EVAL | Set.NFT_SET_TIMEOUT;
    Transaction transaction = new Transaction().add(TABLE).addCounter(TABLE, "banned");
    transaction.addLimit(TABLE, "breaker", new Limit(200, Limit.SECOND, 2000, true));
    for (KeyType pair : List.of(KeyType.IPV4_ADDR_AND_SERVICE, KeyType.IPV6_ADDR_AND_SERVICE)) {
      String name = pair == KeyType.IPV6_ADDR_AND_SERVICE ? "pairs6" : "pairs";
      transaction.add(new Set(TABLE, name, pair, flags, 1000, 10_000, false));
    }
    transaction.add(new Set(TABLE, "hosts", KeyType.IPV4_ADDR, flags, 1000, 0, false));
    transaction.add(new Set(TABLE, "score", KeyType.IPV4_ADDR, flags, 1000, 10_000, false));
    transaction.add(chain("trap")).add(chain("prerouting"));
    transaction.add(chain("input")).add(chain("output"));
    for (Case rule : all()) transaction.add(new Rule(chain(rule.chain()), rule.expressions()));
    return transaction;
  }

  private static Chain chain(String name) {
    return switch (name) {
      case "prerouting" -> chain(name, Chain.HookPoint.PREROUTING, Chain.NF_IP_PRI_RAW);
      case "input" -> chain(name, Chain.HookPoint.INPUT, 0);
      case "output" -> chain(name, Chain.HookPoint.OUTPUT, Chain.NF_IP_PRI_RAW);
      default -> new Chain(TABLE, name);
    };
  }

  private static Chain chain(String name, Chain.HookPoint point, int priority) {
    return new Chain(TABLE, name, new Chain.Hook(point, priority));
  }

  static List<Case> all() {
    List<Case> cases = new ArrayList<>();
    addLoads(cases);
    addComparisons(cases);
    addSets(cases);
    addPairs(cases);
    addVerdicts(cases);
    addStatements(cases);
    return cases;
  }

  private static void addLoads(List<Case> cases) {
    prerouting(cases, "meta iifname", "iifname \"lo\"", meta(Meta.Key.IIFNAME), equal(name("lo")));
    cases.add(
        new Case(
            "meta oifname",
            "output",
            "oifname \"lo\"",
            List.of(meta(Meta.Key.OIFNAME), equal(name("lo")))));
    prerouting(cases, "meta nfproto", "meta nfproto ipv4", NFPROTO, equal(2));
    prerouting(
        cases,
        "meta priority",
        "meta priority 5052:1",
        meta(Meta.Key.PRIORITY),
        equal(host(0x5052_0001)));
    prerouting(
        cases,
        "meta priority set",
        "meta priority set 5052:1",
        new ImmediateData(NFT_REG_1, host(0x5052_0001)),
        new Meta.Write(Meta.Key.PRIORITY, NFT_REG_1));
    input(
        cases,
        "ct state",
        "ct state established",
        new Ct(Ct.Key.STATE, NFT_REG_1),
        mask(host(2)),
        cmp(Cmp.Op.NEQ, host(0)));
    input(
        cases,
        "ct direction",
        "ct direction original",
        new Ct(Ct.Key.DIRECTION, NFT_REG_1),
        equal(0));
    input(
        cases,
        "ct status",
        "ct status assured",
        new Ct(Ct.Key.STATUS, NFT_REG_1),
        mask(host(4)),
        cmp(Cmp.Op.NEQ, host(0)));
    input(cases, "ct mark", "ct mark 1", new Ct(Ct.Key.MARK, NFT_REG_1), equal(host(1)));
    prerouting(
        cases,
        "fib addrtype",
        "fib daddr type local",
        new Fib(Fib.Result.ADDRTYPE, Fib.NFTA_FIB_F_DADDR, NFT_REG_1),
        equal(host(Fib.RTN_LOCAL)));
    prerouting(
        cases,
        "fib oif",
        "fib saddr oif \"lo\"",
        new Fib(Fib.Result.OIF, Fib.NFTA_FIB_F_SADDR, NFT_REG_1),
        equal(host(1)));
    prerouting(
        cases,
        "fib oifname",
        "fib saddr oifname \"lo\"",
        new Fib(Fib.Result.OIFNAME, Fib.NFTA_FIB_F_SADDR, NFT_REG_1),
        equal(name("lo")));
    prerouting(cases, "socket", "socket transparent 0", new Socket(NFT_REG_1), equal(0));
  }

  private static void addComparisons(List<Case> cases) {
    prerouting(
        cases,
        "meta l4proto, cmp neq",
        "meta l4proto != tcp",
        L4PROTO,
        cmp(Cmp.Op.NEQ, new byte[] {6}));
    prerouting(
        cases,
        "payload, bitwise, cmp",
        "meta nfproto ipv4 ip saddr & 255.255.255.1 == 192.0.2.1",
        NFPROTO,
        equal(2),
        SOURCE,
        mask(bytes(255, 255, 255, 1)),
        equal(bytes(192, 0, 2, 1)));
    port(cases, "payload of transport header, cmp gt", ">", Cmp.Op.GT, 1023);
    port(cases, "cmp lt", "<", Cmp.Op.LT, 1024);
    port(cases, "cmp lte", "<=", Cmp.Op.LTE, 1023);
    port(cases, "cmp gte", ">=", Cmp.Op.GTE, 1024);
  }

  private static void port(List<Case> cases, String name, String operator, Cmp.Op op, int port) {
    prerouting(
        cases,
        name,
        "meta l4proto tcp tcp dport " + operator + " " + port,
        L4PROTO,
        equal(6),
        new Payload(Payload.Base.TRANSPORT_HEADER, 2, 2, NFT_REG_1),
        cmp(op, bytes(port >> 8, port)));
  }

  private static void addSets(List<Case> cases) {
    sender(cases, "lookup", "ip saddr @hosts", new Lookup("hosts", NFT_REG_1));
    sender(cases, "lookup inverted", "ip saddr != @hosts", new Lookup("hosts", NFT_REG_1, true));
    sender(
        cases,
        "dynset add",
        "add @hosts { ip saddr }",
        new Dynset(Dynset.Op.ADD, "hosts", NFT_REG_1, 0));
    sender(
        cases,
        "dynset update with timeout",
        "update @hosts { ip saddr timeout 1h }",
        new Dynset(Dynset.Op.UPDATE, "hosts", NFT_REG_1, 3_600_000));
    sender(
        cases,
        "dynset delete",
        "delete @hosts { ip saddr }",
        new Dynset(Dynset.Op.DELETE, "hosts", NFT_REG_1, 0));
    sender(
        cases,
        "dynset with limit",
        "add @score { ip saddr limit rate over 1/week burst 2 packets }",
        new Dynset(Dynset.Op.ADD, "score", NFT_REG_1, 0, List.of(WEEKLY)));
    sender(
        cases,
        "dynset with limit and counter",
        "add @score { ip saddr limit rate over 1/week burst 2 packets counter }",
        new Dynset(Dynset.Op.ADD, "score", NFT_REG_1, 0, List.of(WEEKLY, new Counter())));
  }

  private static void addPairs(List<Case> cases) {
    prerouting(
        cases,
        "dynset of a concatenation",
        "meta nfproto ipv4 meta l4proto tcp add @pairs { ip saddr . tcp dport }",
        NFPROTO,
        equal(2),
        L4PROTO,
        equal(6),
        SOURCE,
        new Payload(Payload.Base.TRANSPORT_HEADER, 2, 2, Expression.NFT_REG32_01),
        new Dynset(Dynset.Op.ADD, "pairs", NFT_REG_1, 0));
    prerouting(
        cases,
        "lookup of a concatenation",
        "meta nfproto ipv6 meta l4proto tcp ip6 saddr . tcp dport @pairs6",
        NFPROTO,
        equal(10),
        L4PROTO,
        equal(6),
        new Payload(Payload.Base.NETWORK_HEADER, 8, 16, NFT_REG_1),
        new Payload(Payload.Base.TRANSPORT_HEADER, 2, 2, Expression.NFT_REG_2),
        new Lookup("pairs6", NFT_REG_1));
  }

  private static void addVerdicts(List<Case> cases) {
    prerouting(cases, "accept", "accept", Immediate.accept());
    prerouting(cases, "drop", "drop", Immediate.drop());
    prerouting(cases, "return", "return", Immediate.returned());
    prerouting(cases, "jump", "jump trap", Immediate.jump("trap"));
    prerouting(cases, "goto", "goto trap", Immediate.goTo("trap"));
    prerouting(cases, "reject", "reject with icmpx admin-prohibited", new Reject());
  }

  private static void addStatements(List<Case> cases) {
    prerouting(cases, "counter", "counter packets 7 bytes 420", new Counter(7, 420));
    prerouting(
        cases, "limit", "limit rate 200/second burst 2000 packets", new Limit(200, 1, 2000, false));
    prerouting(
        cases, "limit over", "limit rate over 3/minute burst 5 packets", new Limit(3, 60, 5, true));
    prerouting(cases, "log", "log prefix \"syn\" group 42 snaplen 128", new Log(42, "syn", 128));
    prerouting(cases, "notrack", "notrack", new Notrack());
    prerouting(
        cases,
        "objref",
        "counter name \"banned\"",
        new ObjectReference(ObjectReference.Type.COUNTER, "banned"));
    prerouting(
        cases,
        "objref limit",
        "limit name \"breaker\"",
        new ObjectReference(ObjectReference.Type.LIMIT, "breaker"));
    output(
        cases,
        "immediate data, payload write",
        "meta l4proto tcp tcp window set 512",
        L4PROTO,
        equal(6),
        new ImmediateData(NFT_REG_1, bytes(2, 0)),
        new Payload.Write(Payload.Base.TRANSPORT_HEADER, 14, 2, 16, NFT_REG_1));
    output(
        cases,
        "fib of the sender",
        "fib saddr type != local",
        new Fib(Fib.Result.ADDRTYPE, Fib.NFTA_FIB_F_SADDR, NFT_REG_1),
        cmp(Cmp.Op.NEQ, host(Fib.RTN_LOCAL)));
    input(
        cases,
        "synproxy",
        "synproxy mss 1460 wscale 7 timestamp sack-perm",
        new Synproxy(1460, 7, NF_SYNPROXY_OPT_ALL));
  }

  private static void sender(List<Case> cases, String name, String nft, Expression last) {
    prerouting(cases, name, "meta nfproto ipv4 " + nft, NFPROTO, equal(2), SOURCE, last);
  }

  private static void prerouting(
      List<Case> cases, String name, String nft, Expression... expressions) {
    cases.add(new Case(name, "prerouting", nft, List.of(expressions)));
  }

  private static void input(List<Case> cases, String name, String nft, Expression... expressions) {
    cases.add(new Case(name, "input", nft, List.of(expressions)));
  }

  private static void output(List<Case> cases, String name, String nft, Expression... expressions) {
    cases.add(new Case(name, "output", nft, List.of(expressions)));
  }

  private static Meta meta(Meta.Key key) {
    return new Meta(key, NFT_REG_1);
  }

  private static Bitwise mask(byte[] mask) {
    return new Bitwise(NFT_REG_1, mask);
  }

  private static Cmp cmp(Cmp.Op op, byte[] value) {
    return new Cmp(NFT_REG_1, op, value);
  }

  private static Cmp equal(byte[] value) {
    return cmp(Cmp.Op.EQ, value);
  }

  private static Cmp equal(int value) {
    return equal(new byte[] {(byte) value});
  }

  /** 32 bits in the machine's order. */
  private static byte[] host(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(value).array();
  }

  private static byte[] name(String value) {
    return Arrays.copyOf(value.getBytes(StandardCharsets.US_ASCII), 16);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
    return bytes;
  }
}
