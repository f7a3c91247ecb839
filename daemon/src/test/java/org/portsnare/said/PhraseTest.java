package org.portsnare.said;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.portsnare.firewall.Packets;

final class PhraseTest {
  private static byte[] packet(String words) {
    return Packets.tcp(
        new Packets.Path("203.0.113.7", "198.51.100.1", 23),
        Packets.SYN,
        words.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void theFirstLineIsThePhrase() {
    assertThat(Phrase.of(packet("root\r\nadmin\r\n"))).isEqualTo("root");
    assertThat(Phrase.of(packet("GET /shell HTTP/1.1\r\nHost: 198.51.100.1\r\n\r\n")))
        .isEqualTo("GET /shell HTTP/1.1");
    assertThat(Phrase.of(packet("\r\nenable"))).isEqualTo("\\r");
  }

  @Test
  void whatIsNoTextIsEscapedAndCutOff() {
    assertThat(Phrase.of(packet("\u0003\u0000<b>\u001b[2J"))).isEqualTo("\\x03\\x00<b>\\x1b[2J");
    assertThat(Phrase.of(packet("a".repeat(500)))).isEqualTo("a".repeat(60));
  }

  @Test
  void requestsThatAreNoTextHaveNames() {
    assertThat(Phrase.of(packet("\u0003\u0000\u0000\u0013\u000e\u00e0\u0000")))
        .isEqualTo("RDP connection request");
    assertThat(Phrase.of(packet("\u0000\u0000\u0000\u0085\u00ffSMBr")))
        .isEqualTo("SMB negotiation");
    assertThat(Phrase.of(packet("*1\r\n$4\r\nINFO\r\n"))).isEqualTo("Redis INFO");
    // What only begins like one is shown as it is.
    assertThat(Phrase.of(packet("\u0003\u0000x"))).isEqualTo("\\x03\\x00x");
    assertThat(Phrase.of(packet("*1"))).isEqualTo("*1");
  }

  @Test
  void withoutWordsThereIsNone() {
    assertThat(Phrase.of(packet(""))).isEmpty();
    assertThat(Phrase.of(new byte[] {1, 2, 3})).isEmpty();
  }
}
