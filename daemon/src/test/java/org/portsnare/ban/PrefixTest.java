package org.portsnare.ban;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PrefixTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "192.0.2.1/32, 192.0.2.1",
    "192.0.2.0/24, 192.0.2.0/24",
    "0.0.0.0/0, 0.0.0.0/0",
    "2001:DB8::1, 2001:db8::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8::/48, 2001:db8::/48",
    "::, ::",
    "::/0, ::/0",
    "::1, ::1",
    "1:0:0:2::3, 1:0:0:2::3",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  })
  void readsAndWritesRfc5952(String text, String canonical) {
    assertThat(Prefix.parse(text)).hasToString(canonical);
    assertThat(Prefix.parse(canonical)).isEqualTo(Prefix.parse(text));
    byte[] inside = ("9" + text + "9").getBytes(StandardCharsets.US_ASCII);
    assertThat(Prefix.parse(inside, 1, inside.length - 1)).isEqualTo(Prefix.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.org",
        "192.0.2",
        "192.0.2.1/33",
        "192.0.2.1/-1",
        "192.0.2.0/+24",
        "192.0.2.0/２４",
        "192.0.2.1/",
        "::g",
        "::/129",
        "192.0.2.1/24/8",
        "fe80::1%eth0",
        " 192.0.2.1",
        "1.2.3.4.5",
        "0x7f.1",
        "127.1"
      })
  void refusesWhatIsNoAddress(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> Prefix.parse(text));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.parse(bytes, 0, bytes.length))
        .withMessageContaining("'" + text + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "010.1.1.1",
        "10.01.1.1",
        "10.1.1.00",
        "010.0.0.0/8",
        "10.0.0.0/08",
        "001.002.003.004",
        "::ffff:010.1.1.1",
        "2001:db8::/048",
      })
  void refusesLeadingZeros(String text) {
    String why =
        "'" + text + "' has a number with a leading zero, which some programs read as octal; leave";
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.parse(text))
        .withMessageStartingWith(why);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.parseGiven(text))
        .withMessageStartingWith(why);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.parse(bytes, 0, bytes.length))
        .withMessageStartingWith(why);
  }

  @Test
  void zerosThatLeadNothing() {
    assertThat(Prefix.parseGiven("0.10.100.0")).hasToString("0.10.100.0");
    assertThat(Prefix.parseGiven("2001:0db8::00")).hasToString("2001:db8::");
    assertThat(Prefix.parseGiven("0.0.0.0/0")).hasToString("0.0.0.0/0");
  }

  @Test
  void refusesBitsBehindThePrefixAndSaysWhatWasMeant() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.parse("192.0.2.1/24"))
        .withMessage("'192.0.2.1/24' has bits set after the prefix; did you mean 192.0.2.0/24?");
  }

  @Test
  void mappedIpv4AddressIsIpv4WhereSomebodyWritesItAndItselfElsewhere() {
    assertThat(Prefix.parseGiven("::ffff:192.0.2.1")).isEqualTo(Prefix.parse("192.0.2.1"));
    assertThat(Prefix.parseGiven("::ffff:192.0.2.0/120")).isEqualTo(Prefix.parse("192.0.2.0/24"));
    assertThat(Prefix.parseGiven("::fffe:192.0.2.1").ipv6()).isTrue();
    Prefix mapped = Prefix.parse("::ffff:192.0.2.1");
    assertThat(mapped.ipv6()).isTrue();
    assertThat(mapped.toString()).isEqualTo("::ffff:c000:201");
    assertThat(mapped.isUnreal()).isTrue();
    assertThat(Prefix.parse("::/64").isUnreal()).isTrue();
    assertThat(Prefix.parse("::/48").isUnreal()).isFalse();
    assertThat(Prefix.parse("64:ff9b::c000:201").isUnreal()).isFalse();
  }

  /** Converts from bytes to text and back: no address changes its family. */
  @Test
  void whatIsWrittenReadsBackTheSame() {
    Random random = new Random(2);
    String[] begins = {"", "::ffff:0:0", "64:ff9b::", "2002:c000:201::", "2001::", "::ffff:0:0:0"};
    for (int i = 0; i < 20_000; i++) {
      byte[] address = new byte[16];
      String begin = begins[random.nextInt(begins.length)];
      if (begin.isEmpty()) random.nextBytes(address);
      else address = Prefix.parse(begin).address();
      for (int j = 12; j < 16; j++) address[j] = (byte) random.nextInt(256);
      Prefix prefix = Prefix.of(address, 64 + random.nextInt(65));
      Prefix read = Prefix.parse(prefix.toString());
      assertThat(read).isEqualTo(prefix);
      assertThat(read.address()).isEqualTo(prefix.address());
    }
  }

  @Test
  void containsAndOverlaps() {
    Prefix network = Prefix.parse("192.0.2.0/24");
    assertThat(network.contains(Prefix.parse("192.0.2.255"))).isTrue();
    assertThat(network.contains(Prefix.parse("192.0.3.0"))).isFalse();
    assertThat(network.contains(Prefix.parse("192.0.0.0/16"))).isFalse();
    assertThat(network.overlaps(Prefix.parse("192.0.0.0/16"))).isTrue();
    assertThat(Prefix.parse("::/0").contains(network)).isFalse();
    assertThat(Prefix.parse("2001:db8::/64").contains(Prefix.parse("2001:db8::ffff"))).isTrue();
  }

  /** Compared with the JDK, for random addresses and lengths. */
  @Test
  void agreesWithTheJdkOnAddressesAndEnds() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] address = new byte[random.nextBoolean() ? 4 : 16];
      random.nextBytes(address);
      if (random.nextInt(4) == 0) address[random.nextInt(address.length)] = 0;
      int length = random.nextInt(address.length * 8 + 1);
      Prefix prefix = Prefix.of(address, length);
      assertThat(Prefix.parse(prefix.toString())).isEqualTo(prefix);
      assertThat(InetAddress.ofLiteral(prefix.addressText()).getAddress())
          .isEqualTo(prefix.address());
      assertThat(prefix.end()).isEqualTo(slowEnd(prefix));
    }
  }

  private static byte[] slowEnd(Prefix prefix) {
    var size = BigInteger.ONE.shiftLeft(prefix.bits() - prefix.length());
    var end = new BigInteger(1, prefix.address()).add(size);
    if (end.bitLength() > prefix.bits()) return new byte[0];
    byte[] digits = end.toByteArray();
    byte[] bytes = new byte[prefix.bits() / 8];
    int count = Math.min(digits.length, bytes.length);
    System.arraycopy(digits, digits.length - count, bytes, bytes.length - count, count);
    return bytes;
  }
}
