package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import io.avaje.jsonb.Jsonb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** The status page in a real browser: what it shows, and how soon. */
final class PageEndToEndIT {
  private static final String PAGE = "http://127.0.0.1:8480/";
  private static final String AXE = "/META-INF/resources/webjars/axe-core/4.6.3/axe.min.js";
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Pattern VALUE = Pattern.compile("\"value\":(\"(?:[^\"\\\\]|\\\\.)*\")");

  /** A ban and its row: the events of a tenth of a second are sent together. */
  private static final long ONE_SECOND = 1_000;

  /** Notes when rows come and go, and whatever the browser complains of. */
  private static final String OBSERVER =
      """
      window.seen = [];
      window.complaints = [];
      addEventListener("error", (e) => complaints.push(String(e.message)));
      addEventListener("unhandledrejection", (e) => complaints.push(String(e.reason)));
      addEventListener("securitypolicyviolation", (e) => complaints.push(e.violatedDirective));
      console.error = (...all) => complaints.push(all.join(" "));
      new MutationObserver((changes) => changes.forEach((change) => {
        change.addedNodes.forEach((row) => row.dataset &&
            seen.push("+" + row.dataset.sender + " " + Date.now()));
        change.removedNodes.forEach((row) => row.dataset &&
            seen.push("-" + row.dataset.sender + " " + Date.now()));
      })).observe(document.getElementById("list"), {childList: true});
      "ready"
      """;

  @TempDir private Path directory;
  private Guarded guarded;
  private Probe probe;
  private Process browser;

  @BeforeEach
  void open() throws IOException {
    guarded = Guarded.start("");
    probe = new Probe(guarded.lab());
    browser =
        guarded
            .lab()
            .hostProcess(
                "chromium",
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--remote-debugging-port=9222",
                "--user-data-dir=" + directory.resolve("profile"),
                PAGE)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("browser.log").toFile())
            .start();
    Await.until("the page is live", Duration.ofSeconds(60), () -> tryText("live").contains("live"));
    assertThat(evaluate(OBSERVER)).isEqualTo("ready");
  }

  @AfterEach
  void close() {
    if (browser != null) {
      List<ProcessHandle> all = new ArrayList<>(browser.descendants().toList());
      all.add(browser.toHandle());
      all.forEach(ProcessHandle::destroyForcibly);
      all.forEach(process -> process.onExit().orTimeout(10, TimeUnit.SECONDS).join());
    }
    if (probe != null) probe.close();
    if (guarded != null) guarded.close();
  }

  private String evaluate(String script) {
    String answer = devTools(script);
    return value(answer).orElseThrow(() -> new AssertionError(answer));
  }

  /** The text that the script has come to; empty if it is none. */
  private static Optional<String> value(String answer) {
    Matcher value = VALUE.matcher(answer);
    if (!value.find()) return Optional.empty();
    String json = "{" + value.group() + "}";
    return Optional.of(Jsonb.instance().type(Map.class).fromJson(json).get("value").toString());
  }

  private String devTools(String script) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String classes =
        Path.of(DevTools.class.getProtectionDomain().getCodeSource().getLocation().getPath())
            .toString();
    Lab.Result result =
        guarded
            .lab()
            .onHostWithInput(
                script, java, "-XX:TieredStopAtLevel=1", "-cp", classes, DevTools.class.getName());
    return result.out() + result.err();
  }

  private String tryText(String id) {
    Matcher value = VALUE.matcher(devTools("document.getElementById(\"" + id + "\").textContent"));
    return value.find() ? value.group(1) : "";
  }

  /** When the page showed this change; milliseconds since 1970. */
  private long seen(String change) {
    String[] found = {""};
    Await.until(
        change,
        SOON,
        () -> {
          found[0] = evaluate("seen.find((s) => s.startsWith(\"" + change + " \")) || \"\"");
          return !found[0].isEmpty();
        });
    return Long.parseLong(found[0].substring(found[0].indexOf(' ') + 1));
  }

  @Test
  void rowsComeAndGoWithinASecondAndNothingIsWrong() throws IOException {
    assertThat(evaluate("document.getElementById(\"verdict\").textContent"))
        .isEqualTo("✔ Protected: no bans yet on wan");
    long soonest = Long.MAX_VALUE;
    long soonestGone = Long.MAX_VALUE;
    // Of a few, because other tests run beside this one.
    for (String sender : List.of("203.0.113.6", "203.0.113.7", "203.0.113.8")) {
      long sent = System.currentTimeMillis();
      probe.syn(sender, HOST4, 23);
      soonest = Math.min(soonest, seen("+" + sender) - sent);
      assertThat(guarded.portsnare("unban", sender).exit()).isZero();
      long lifted = System.currentTimeMillis();
      soonestGone = Math.min(soonestGone, seen("-" + sender) - lifted);
    }
    Await.until(
        "the title follows", SOON, () -> evaluate("document.title").equals("0 banned, Portsnare"));
    assertThat(soonest).isLessThan(ONE_SECOND);
    assertThat(soonestGone).isLessThan(ONE_SECOND);
    // By hand, with a text that must not become markup.
    guarded.portsnare("ban", "203.0.113.9", "--reason", "<img src=x onerror=complaints.push(1)>");
    seen("+203.0.113.9");
    Await.until(
        "the verdict follows",
        SOON,
        () -> tryText("verdict").contains("Protected: 1 ban in force on wan"));
    assertThat(evaluate("document.title")).isEqualTo("1 banned, Portsnare");
    assertThat(axe()).isEqualTo("[]");
    assertThat(evaluate("JSON.stringify(complaints)")).isEqualTo("[]");
  }

  /** What the accessibility checker finds wrong. */
  private String axe() throws IOException {
    try (InputStream in = DevTools.class.getResourceAsStream(AXE)) {
      assertThat(in).as(AXE).isNotNull();
      String axe = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return evaluate(
          axe
              + ";axe.run().then((r) => JSON.stringify(r.violations.map("
              + "(v) => v.id + \": \" + v.nodes.map((n) => n.html).join(\" \"))))");
    }
  }
}
