package org.portsnare.netfilter.nftables;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.portsnare.netfilter.nflog.NflogGroup;
import org.portsnare.netfilter.nflog.PacketEvent;
import org.portsnare.netfilter.nftables.expr.Cmp;
import org.portsnare.netfilter.nftables.expr.Ct;
import org.portsnare.netfilter.nftables.expr.Dynset;
import org.portsnare.netfilter.nftables.expr.Expression;
import org.portsnare.netfilter.nftables.expr.Fib;
import org.portsnare.netfilter.nftables.expr.Limit;
import org.portsnare.netfilter.nftables.expr.Meta;
import org.portsnare.netfilter.nftables.expr.ObjectReference;
import org.portsnare.netfilter.nftables.expr.Payload;
import org.portsnare.testing.UapiHeaders;

/** Every constant with a kernel name has the number from the kernel's header. */
class UapiConstantsKernelIT {
  private static final UapiHeaders HEADERS =
      UapiHeaders.read(
          "linux/netlink.h",
          "linux/netfilter.h",
          "linux/netfilter_ipv4.h",
          "linux/netfilter/nf_conntrack_common.h",
          "linux/netfilter/nf_conntrack_tuple_common.h",
          "linux/netfilter/nf_synproxy.h",
          "linux/netfilter/nfnetlink.h",
          "linux/netfilter/nfnetlink_log.h",
          "linux/netfilter/nf_tables.h",
          "linux/rtnetlink.h");

  /** Names that are newer than the headers of Debian 12 (kernel 6.1). */
  private static final java.util.Set<String> NEWER =
      java.util.Set.of("NFT_TABLE_F_PERSIST", "NFTA_SET_COUNT");

  /** Constants without a name in the headers, or with another name there. */
  private static final String[] CT_OWN = {
    "WEEK",
    "STATE_NEW",
    "STATE_ESTABLISHED",
    "STATE_RELATED",
    "STATE_INVALID",
    "STATE_UNTRACKED",
    "DIRECTION_REPLY"
  };

  @Test
  void tablesSetsAndElements() throws IllegalAccessException {
    compare(Attributes.class, "NFGENMSG");
    compare(Table.class);
    compare(Set.class);
    compare(Chain.class);
    compare(NfTables.class, "RECEIVE_BUFFER", "KEY_BYTES", "MAX_KEYS");
  }

  @Test
  void expressions() throws IllegalAccessException, ClassNotFoundException {
    compare(Expression.class);
    compare(Class.forName("org.portsnare.netfilter.nftables.expr.Data"));
    for (Class<?> expression : Expression.class.getPermittedSubclasses()) {
      if (hasConstants(expression)) compare(expression, CT_OWN);
    }
    assertThat(Limit.WEEK).isEqualTo(604_800);
    // NF_CT_STATE_BIT is a macro with an argument.
    long isNew = HEADERS.value("IP_CT_NEW") % HEADERS.value("IP_CT_IS_REPLY");
    assertThat(Ct.STATE_NEW).isEqualTo(1 << (int) (isNew + 1));
    assertThat(Ct.STATE_ESTABLISHED).isEqualTo(1 << (int) (HEADERS.value("IP_CT_ESTABLISHED") + 1));
    assertThat(Ct.STATE_RELATED).isEqualTo(1 << (int) (HEADERS.value("IP_CT_RELATED") + 1));
    assertThat(Ct.STATE_INVALID).isEqualTo(1);
    assertThat(Ct.STATE_UNTRACKED).isEqualTo(1 << 6);
    assertThat(HEADERS.value("IP_CT_DIR_REPLY")).isEqualTo(Ct.DIRECTION_REPLY);
  }

  @Test
  void nflog() throws IllegalAccessException {
    compare(
        NflogGroup.class,
        "BUFFER",
        "QUEUE_THRESHOLD",
        "TIMEOUT_CENTISECONDS",
        "RECEIVE_BUFFER",
        // The combined two parts of a message type.
        "NFULNL_MSG_PACKET",
        "NFULNL_MSG_CONFIG");
    assertThat(HEADERS.value("NFULNL_MSG_PACKET")).isEqualTo(0);
    assertThat(HEADERS.value("NFULNL_MSG_CONFIG")).isEqualTo(1);
    // The length of an Ethernet address, and sizeof struct nfulnl_msg_packet_hw.
    compare(
        PacketEvent.class, "NFGENMSG", "MAX_PAYLOAD", "MAX_PREFIX", "ETHERNET_ADDRESS", "HARDWARE");
  }

  @Test
  void enums() throws ReflectiveOperationException {
    ordinals(Cmp.Op.values(), "NFT_CMP_");
    ordinals(Dynset.Op.values(), "NFT_DYNSET_OP_");
    ordinals(Fib.Result.values(), "NFT_FIB_RESULT_");
    ordinals(Payload.Base.values(), "NFT_PAYLOAD_");
    numbers(Meta.Key.values(), "NFT_META_");
    numbers(Ct.Key.values(), "NFT_CT_");
    numbers(Family.values(), "NFPROTO_");
    numbers(ObjectReference.Type.values(), "NFT_OBJECT_");
    for (Chain.HookPoint point : Chain.HookPoint.values()) {
      String name = point.name().replaceFirst("^(PRE|POST)ROUTING$", "$1_ROUTING");
      name = name.replaceFirst("^(INPUT|OUTPUT)$", "LOCAL_$1").replaceFirst("PUT$", "");
      assertThat(HEADERS.value("NF_INET_" + name)).as(name).isEqualTo(point.number());
    }
  }

  private static void ordinals(Enum<?>[] constants, String prefix) {
    for (int i = 0; i < constants.length; i++) {
      String name = prefix + constants[i].name();
      assertThat(HEADERS.value(name)).as(name).isEqualTo(i);
    }
  }

  private static void numbers(Enum<?>[] constants, String prefix)
      throws ReflectiveOperationException {
    for (Enum<?> constant : constants) {
      String name = prefix + constant.name().toUpperCase(Locale.ROOT);
      Field number = constant.getDeclaringClass().getDeclaredField("number");
      number.setAccessible(true);
      assertThat(HEADERS.value(name)).as(name).isEqualTo(number.getInt(constant));
    }
  }

  private static boolean hasConstants(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields()).anyMatch(UapiConstantsKernelIT::isConstant);
  }

  private static boolean isConstant(Field field) {
    return Modifier.isStatic(field.getModifiers()) && field.getType() == int.class;
  }

  /** All constants of {@code type}, except our own, have the headers' numbers. */
  private static void compare(Class<?> type, String... own) throws IllegalAccessException {
    java.util.Set<String> exceptions = new HashSet<>(NEWER);
    exceptions.addAll(Arrays.asList(own));
    List<String> wrong = new ArrayList<>();
    int compared = 0;
    for (Field field : type.getDeclaredFields()) {
      if (!isConstant(field)) continue;
      field.setAccessible(true);
      Long value = HEADERS.value(field.getName());
      if (value == null && exceptions.contains(field.getName())) continue;
      if (Arrays.asList(own).contains(field.getName())) continue;
      compared++;
      // Compares verdicts and priorities with their sign, and flags bit by bit.
      if (value == null || value.intValue() != field.getInt(null)) {
        wrong.add(field.getName() + " = " + field.getInt(null) + ", header: " + value);
      }
    }
    assertThat(wrong).as(type.getSimpleName()).isEmpty();
    assertThat(compared + own.length).as(type.getSimpleName()).isPositive();
  }
}
