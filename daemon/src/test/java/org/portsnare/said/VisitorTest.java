package org.portsnare.said;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class VisitorTest {
  private static final String MOZILLA =
      "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36\n";

  private static Optional<String> of(byte[] words) {
    return Visitor.of(words, 0, words.length);
  }

  private static Optional<String> http(String text) {
    return of(text.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void aBrowserThatAPageElsewhereSent() {
    assertThat(
            http(
                "GET / HTTP/1.1\nHost: 198.51.100.1:3389\n"
                    + MOZILLA
                    + "Referer: http://evil.example/page\nAccept-Language: en\n\n"))
        .contains("a browser, sent by evil.example");
    assertThat(
            http("POST / HTTP/1.1\nHost: h:3389\n" + MOZILLA + "Origin: https://evil.example\n\n"))
        .contains("a browser, sent by evil.example");
    assertThat(http("GET / HTTP/1.1\nHost: h\n" + MOZILLA + "Sec-Fetch-Site: cross-site\n\n"))
        .contains("a browser, from another site");
    assertThat(
            http(
                "GET / HTTP/1.1\nHost: h:3389\nUpgrade-Insecure-Requests: 1\n"
                    + MOZILLA
                    + "Accept-Language: de\n\n"))
        .contains("a browser, by a link");
  }

  @Test
  void aPreviewOfALink() {
    String agent = "User-Agent: Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)\n";
    assertThat(http("GET / HTTP/1.1\nHost: h:3389\n" + agent + "\n"))
        .contains("a preview of a link: slackbot");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GET / HTTP/1.1\nHost: h\nUser-Agent: zgrab/0.x\nAccept: */*\n\n",
        "GET / HTTP/1.0\n\n",
        // The name of a browser alone is not enough: scanners send it, too.
        "GET / HTTP/1.1\nHost: h\nUser-Agent: Mozilla/5.0 zgrab/0.x\nAccept-Language: en\n\n",
        // Referred by the host itself, and without a referrer.
        "GET / HTTP/1.1\nHost: h:3389\nUser-Agent: Mozilla/5.0\nReferer: http://h:3389/\n\n",
        "GET / HTTP/1.1\nHost: h\nUser-Agent: Mozilla/5.0\nReferer: not an url\n\n",
        "GET / HTTP/1.1\nHost: h\nUser-Agent: Mozilla/5.0\nSec-Fetch-Site: none\n\n",
        // Cut off inside the line that decides.
        "GET / HTTP/1.1\nHost: h\nUser-Agent: Mozilla/5.0\nReferer: http://evil.exam",
        "SSH-2.0-Go\n",
        "GET / HTTP/1.1\nnonsense\n\n",
      })
  void aScanner(String text) {
    assertThat(http(text)).isEmpty();
  }

  private static byte[] hello(String name, boolean grease, int extension) {
    ByteBuffer out = ByteBuffer.allocate(300);
    out.put((byte) 22).putShort((short) 0x0301).putShort((short) 200);
    out.put((byte) 1).put((byte) 0).putShort((short) 196);
    out.putShort((short) 0x0303).put(new byte[32]).put((byte) 0);
    out.putShort((short) 4).putShort((short) (grease ? 0x3a3a : 0x1301)).putShort((short) 0x1302);
    out.put((byte) 1).put((byte) 0).putShort((short) 150);
    out.putShort((short) extension).putShort((short) 2).putShort((short) 0);
    if (!name.isEmpty()) {
      byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
      out.putShort((short) 0).putShort((short) (bytes.length + 5));
      out.putShort((short) (bytes.length + 3)).put((byte) 0).putShort((short) bytes.length);
      out.put(bytes);
    }
    byte[] all = new byte[out.position()];
    out.flip().get(all);
    return all;
  }

  @Test
  void aHelloOfABrowserAsksForAName() {
    String browser = "a browser that asks for www.example.org";
    assertThat(of(hello("www.example.org", true, 10))).contains(browser);
    assertThat(of(hello("www.example.org", false, 28))).contains(browser);
    assertThat(of(hello("www.example.org", false, 10))).as("a program").isEmpty();
    assertThat(of(hello("", true, 10))).as("an address").isEmpty();
    assertThat(of(hello("bad name.example", true, 10))).isEmpty();
  }

  /** For any data, cut off anywhere, there is an answer and no failure. */
  @Test
  void anythingMayBeSaid() {
    Random random = new Random(1);
    byte[] hello = hello("www.example.org", true, 28);
    for (int i = 0; i < 20_000; i++) {
      byte[] words = hello.clone();
      for (int j = 0; j < 3; j++) words[random.nextInt(words.length)] = (byte) random.nextInt();
      int from = random.nextInt(words.length);
      int to = from + random.nextInt(words.length - from + 1);
      assertThat(Visitor.of(words, random.nextBoolean() ? 0 : from, to)).isNotNull();
    }
  }
}
