package org.portsnare.fact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The marks, and packets that miss one of them by little. */
final class ToolsTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_796_000_000L);
  private static final int HOST = 0xc6336401;
  private static final int SEQ = 0x12345678;
  private static final int PORT = 445;
  private static final int KEY = (HOST ^ PORT ^ SEQ) & 0xffff;

  /** IPv4, not to be cut: {@code DF}; as hex: the options. */
  private static byte[] ipv4(
      int ttl, int id, boolean df, int seq, int flags, int window, String options) {
    byte[] bytes = HexFormat.of().parseHex(options.replace(" ", ""));
    int padded = (bytes.length + 3) / 4 * 4;
    ByteBuffer packet = ByteBuffer.allocate(40 + padded);
    packet.put((byte) 0x45).put((byte) 0).putShort((short) packet.capacity());
    packet.putShort((short) id).putShort((short) (df ? 0x4000 : 0));
    packet.put((byte) ttl).put((byte) 6).putShort((short) 0).putInt(0xcb007107).putInt(HOST);
    return tcp(packet, seq, flags, window, bytes, padded);
  }

  private static byte[] ipv6(int hops, int seq, int window, String options) {
    byte[] bytes = HexFormat.of().parseHex(options.replace(" ", ""));
    int padded = (bytes.length + 3) / 4 * 4;
    ByteBuffer packet = ByteBuffer.allocate(60 + padded);
    packet.putInt(0x60000000).putShort((short) (20 + padded)).put((byte) 6).put((byte) hops);
    packet.putLong(0x20010db8_0bad0001L).putLong(5).putLong(0x20010db8_00010000L).putLong(1);
    return tcp(packet, seq, 2, window, bytes, padded);
  }

  private static byte[] tcp(
      ByteBuffer packet, int seq, int flags, int window, byte[] options, int padded) {
    packet.putShort((short) 40_000).putShort((short) PORT).putInt(seq).putInt(0);
    packet.put((byte) ((5 + padded / 4) << 4)).put((byte) flags).putShort((short) window);
    packet.putInt(0).put(options);
    byte[] bytes = new byte[packet.capacity()];
    packet.get(0, bytes);
    return bytes;
  }

  private static byte[] syn(int ttl, int id, boolean df, int window, String options) {
    return ipv4(ttl, id, df, SEQ, 2, window, options);
  }

  private static String label(byte[] packet) {
    ToolName name = Tools.name(packet, NOW);
    return name == null ? "" : name.label();
  }

  @ParameterizedTest
  @CsvSource({
    // ttl, DF, window, options, name with the key of masscan, name with another identification
    "240, false, 1024, '', masscan, ''",
    "240, true, 1024, '', '', ''",
    "240, false, 1023, '', '', ''",
    "60, false, 1025, 020405b4, masscan, ''",
    "60, false, 1025, 02040218, '', ''",
    "60, false, 1025, '', '', ''",
    "50, false, 1024, 020405b4, nmap?, nmap?",
    "50, false, 4096, 020405b4, nmap?, nmap?",
    "50, false, 4097, 020405b4, '', ''",
    "50, true, 1024, 020405b4, '', ''",
    "50, false, 1024, 020405b40402, '', ''",
    "62, false, 1024, 020405b4, naabu?, naabu?",
    "230, false, 1024, 020405b4, naabu?, naabu?",
    "120, false, 1024, 020405b4, '', ''",
    "60, false, 512, '', hping3?, hping3?",
    "120, false, 512, '', '', ''",
    "60, true, 512, '', '', ''",
    "60, false, 65535, 020405b40103030801010402, ZMap?, ZMap?",
    "120, false, 65535, 020405b40103030801010402, '', ''",
    "60, true, 65535, 020405b40103030801010402, '', ''",
    "60, false, 65535, 020405b40103030701010402, '', ''",
    "60, false, 65535, 020405b4, '', ''",
    "60, true, 64240, 020405b40402080a0000000100000000, '', ''",
  })
  void aSynIsNamedByItsShape(
      int ttl, boolean df, int window, String options, String keyed, String other) {
    assertThat(label(syn(ttl, KEY, df, window, options))).isEqualTo(keyed);
    assertThat(label(syn(ttl, KEY ^ 1, df, window, options))).isEqualTo(other);
  }

  @Test
  void zmapIsToldByItsIdentification() {
    assertThat(label(syn(240, 54_321, false, 65_535, ""))).isEqualTo("ZMap");
    assertThat(label(syn(240, 54_321, false, 65_535, "020405b4"))).isEqualTo("ZMap");
    // The key alone names nobody.
    assertThat(label(syn(240, 54_321, true, 65_535, ""))).isEmpty();
    assertThat(label(syn(240, 54_321, false, 64_240, ""))).isEmpty();
    assertThat(label(syn(240, 54_322, false, 65_535, ""))).isEmpty();
  }

  @Test
  void zmapIsToldByATimestampThatIsTheTime() {
    String linux = "020405b4 0402 080a %s 00000000 01 030307";
    String bsd = "020405b4 01 030306 01 01 080a %s 00000000 0402 00 00";
    for (String options : new String[] {linux, bsd}) {
      assertThat(label(syn(60, 1, false, 65_535, time(options, 0)))).isEqualTo("ZMap");
      assertThat(label(syn(60, 1, false, 65_535, time(options, -3_600)))).isEqualTo("ZMap");
      assertThat(label(syn(60, 1, false, 65_535, time(options, 3_601)))).isEmpty();
      assertThat(label(syn(60, 1, true, 65_535, time(options, 0)))).isEmpty();
      assertThat(label(syn(60, 1, false, 64_240, time(options, 0)))).isEmpty();
      assertThat(label(ipv6(60, SEQ, 65_535, time(options, 0)))).isEqualTo("ZMap");
    }
  }

  private static String time(String options, int seconds) {
    int time = (int) (NOW.getEpochSecond() + seconds);
    return options.formatted(HexFormat.of().toHexDigits(time));
  }

  @Test
  void miraiIsToldByItsSequenceNumber() {
    assertThat(label(ipv4(60, 1, false, HOST, 2, 5_000, ""))).isEqualTo("Mirai family");
    assertThat(label(ipv4(60, 1, false, HOST ^ 1, 2, 5_000, ""))).isEmpty();
    assertThat(label(ipv4(60, 1, false, HOST, 2, 5_000, "020405b4"))).isEmpty();
    assertThat(label(ipv4(60, 1, false, HOST, 18, 5_000, ""))).isEmpty();
  }

  @Test
  void nmapIsToldByTheTimestampOfItsQuestionsForTheSystem() {
    String question = "03030a 01 02040109 080a ffffffff 00000000 0402";
    assertThat(label(ipv4(50, 1, true, SEQ, 0, 128, question))).isEqualTo("nmap");
    assertThat(label(ipv4(50, 1, true, SEQ, 0x2b, 256, question))).isEqualTo("nmap");
    assertThat(label(ipv6(50, SEQ, 1, question))).isEqualTo("nmap");
    assertThat(label(ipv4(50, 1, true, SEQ, 0, 129, question))).isEmpty();
    assertThat(label(ipv4(50, 1, true, SEQ, 0xc2, 3, "03030a01020405b404020101")))
        .isEqualTo("nmap?");
  }

  @Test
  void overIpv6MasscanIsOnlyLikely() {
    assertThat(label(ipv6(255, SEQ, 1_024, ""))).isEqualTo("masscan?");
    assertThat(label(ipv6(64, SEQ, 1_024, ""))).isEmpty();
    assertThat(label(ipv6(50, SEQ, 1_024, "020405a0"))).isEqualTo("nmap?");
  }

  @Test
  void theShapeHasTheFormOfMuonFp() {
    assertThat(
            Tools.shape(syn(60, 1, true, 26_847, "020405b4 0402 080a 00000001 00000000 01 030308")))
        .isEqualTo("26847:2-4-8-1-3:1460:8");
    assertThat(Tools.shape(syn(60, 1, true, 1_024, ""))).isEqualTo("1024:::");
    // What is behind the end of the options is none.
    assertThat(Tools.shape(syn(60, 1, true, 1_024, "020405b4 00 030303")))
        .isEqualTo("1024:2-0:1460:");
    // A length that reaches beyond the header ends the list.
    assertThat(Tools.shape(syn(60, 1, true, 1_024, "020405b4 030f0303"))).isEqualTo("1024:2:1460:");
    assertThat(Tools.shape(syn(60, 1, true, 1_024, "020405b4 03000303"))).isEqualTo("1024:2:1460:");
  }

  @Test
  void whatIsNoTcpHasNoNameAndNoShape() {
    byte[] udp = syn(60, 1, false, 1_024, "");
    udp[9] = 17;
    byte[] cutOff = Arrays.copyOf(syn(60, KEY, false, 1_024, "020405b4"), 40);
    for (byte[] packet : new byte[][] {{}, {0x45}, udp, new byte[100], cutOff}) {
      assertThat(Tools.name(packet, NOW)).isNull();
      assertThat(Tools.shape(packet)).isEmpty();
    }
  }

  @Test
  void anyBytesAreRead() {
    Random random = new Random(7);
    byte[] valid = syn(60, KEY ^ 1, false, 1_024, "020405b4 0402 080a 00000001 00000000 01 030308");
    int named = 0;
    for (int i = 0; i < 200_000; i++) {
      byte[] packet = Arrays.copyOf(valid, random.nextInt(valid.length + 1));
      for (int j = random.nextInt(4); j >= 0 && packet.length > 0; j--) {
        packet[random.nextInt(packet.length)] = (byte) random.nextInt();
      }
      @Nullable ToolName name = Tools.name(packet, NOW);
      if (name != null && name.certain()) named++;
      Tools.shape(packet);
    }
    assertThat(named).isLessThan(10);
  }

  @Test
  void aNameSaysHowSureItIsAndWhy() {
    ToolName name = Tools.name(syn(240, KEY, false, 1_024, ""), NOW);
    assertThat(name).isNotNull();
    assertThat(name.certain()).isTrue();
    assertThat(name.why()).contains("identification", "window 1024");
  }

  @Test
  void aToolIsFoundByItsName() {
    for (Tool tool : Tool.values()) {
      assertThat(Tool.of(tool.label().toUpperCase(Locale.ROOT))).isEqualTo(tool);
    }
    assertThatThrownBy(() -> Tool.of("foo"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'foo' is no known tool; known are masscan, ZMap, nmap");
  }
}
