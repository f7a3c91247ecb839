package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.portsnare.testing.Lab.HOST4;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.testing.Await;
import org.portsnare.testing.Command;
import org.portsnare.testing.Lab;
import org.portsnare.view.PublishView;

/** The daemon publishes its lists. */
final class PublishEndToEndIT {
  @TempDir private Path directory;

  private String toml(String more) {
    return "[publish]\norigins = [\"trap\", \"manual\"]\ndir = \""
        + directory.resolve("list")
        + "\"\n"
        + more;
  }

  private List<String> lines(String file) throws IOException {
    return Files.readAllLines(directory.resolve("list").resolve(file));
  }

  private static Lab.Result ok(Lab.Result result) {
    assertThat(result.exit()).as(result.err() + result.out()).isZero();
    return result;
  }

  @Test
  void publishedIsWhatTheKernelHas() throws IOException {
    try (Guarded guarded = Guarded.start(toml("every = \"never\"\n"))) {
      Lab.Result nothing = guarded.portsnare("publish", "verify");
      assertThat(nothing.exit()).isEqualTo(1);
      Path state = guarded.directory().resolve("state");
      ok(guarded.portsnare("publish", "keygen"));
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(state.resolve("publish.sec"))))
          .isEqualTo("rw-------");
      Lab.Result again = guarded.portsnare("publish", "keygen");
      assertThat(again.exit()).isEqualTo(1);
      assertThat(again.err()).contains("exists already and is kept");

      ok(
          guarded.portsnareWithInput(
              "203.0.113.4\n203.0.113.5\n192.0.2.0/24\n2001:db8:bad:1::/64\n2001:db8:bad:9::9\n",
              "ban",
              "-",
              "--reason",
              "by hand"));
      assertThat(ok(guarded.portsnare("publish", "now")).out())
          .isEqualTo("published 5 bans in 12 files to " + directory.resolve("list") + ", signed\n");
      assertThat(lines("portsnare.txt")).isEqualTo(guarded.banned());
      assertThat(ok(guarded.portsnare("publish", "verify")).out())
          .contains("portsnare.nft: OK\n")
          .contains(" with " + state.resolve("publish.pub"));

      // Loaded beside our own table, the sets of the list hold the enforced bans.
      ok(guarded.lab().onHost("nft", "-f", directory.resolve("list/portsnare.nft").toString()));
      assertThat(elements(guarded.lab(), "portsnare_list")).isNotEmpty();
      assertThat(elements(guarded.lab(), "portsnare_list"))
          .isEqualTo(lines("portsnare-cidr.txt").stream().sorted().toList());
      assertThat(inKernel(guarded.lab()))
          .isEqualTo(lines("portsnare.txt").stream().sorted().toList());

      Path file = directory.resolve("list/portsnare.txt");
      Files.writeString(file, Files.readString(file) + "198.51.100.9\n");
      Lab.Result changed = guarded.portsnare("publish", "verify");
      assertThat(changed.exit()).isEqualTo(1);
      assertThat(changed.err())
          .isEqualTo("portsnare: " + file + " is not the file that was signed\n");
    }
  }

  /** The enforced bans in the form of the lists; over IPv6 one hit bans a /64. */
  private static List<String> inKernel(Lab lab) {
    String json = lab.onHost("nft", "-j", "list", "table", "inet", "portsnare").out();
    String filter =
        """
        .nftables[].set | select(. != null)
          | if .name == "banned4" then .elem[]?.elem.val
            elif .name == "banned6" then .elem[]?.elem.val + "/64"
            elif .name | test("^(hosts|networks)") then .elem[]?.elem.val
              | if type == "object" then .prefix.addr + "/" + (.prefix.len | tostring) else . end
            else empty end
        """;
    return Command.pipe(json, "jq", "-r", filter).lines().sorted().toList();
  }

  private static List<String> elements(Lab lab, String table) {
    String json = lab.onHost("nft", "-j", "list", "table", "inet", table).out();
    String filter =
        ".nftables[].set | select(. != null) | .elem[]? | if type == \"object\""
            + " then .prefix.addr + \"/\" + (.prefix.len | tostring) else . end";
    return Command.pipe(json, "jq", "-r", filter).lines().sorted().toList();
  }

  /** The description of a list is true for each entry: by default it has no manual bans. */
  @Test
  void whatWasTypedInOrImportedIsNotPublishedUnlessItIsWanted() throws IOException {
    String own = "[publish]\ndir = \"" + directory.resolve("list") + "\"\n";
    try (Guarded guarded = Guarded.start(own);
        Probe probe = new Probe(guarded.lab())) {
      ok(guarded.portsnare("ban", "203.0.113.4"));
      Path file = directory.resolve("others.txt");
      Files.writeString(file, "203.0.113.5\n");
      ok(guarded.portsnare("import", file.toString()));
      probe.syn("203.0.113.6", HOST4, 23);
      guarded.awaitBanned("203.0.113.6");
      Await.until(
          "it has proved itself",
          Duration.ofSeconds(5),
          () ->
              guarded
                  .client()
                  .explain("203.0.113.6")
                  .history()
                  .getFirst()
                  .ban()
                  .evidence()
                  .equals("confirmed"));
      ok(guarded.portsnare("publish", "now"));
      assertThat(lines("portsnare.txt")).containsExactly("203.0.113.6");
      assertThat(Files.readString(directory.resolve("list/portsnare.netset")))
          .contains("banned senders; senders that completed a handshake with a trap\n");
      guarded.configure(own + "evidence = \"any\"\norigins = [\"trap\", \"manual\", \"import\"]\n");
      ok(guarded.portsnare("reload"));
      ok(guarded.portsnare("publish", "now"));
      assertThat(lines("portsnare.txt"))
          .containsExactlyInAnyOrder("203.0.113.4", "203.0.113.5", "203.0.113.6");
      assertThat(Files.readString(directory.resolve("list/portsnare.netset")))
          .contains("bans made by hand; bans imported from other lists\n");
    }
  }

  @Test
  void publishesWhenItIsTimeAndFollowsTheConfiguration() throws IOException {
    try (Guarded guarded = Guarded.start("")) {
      assertThat(guarded.client().status().publish()).isNull();
      Lab.Result refused = guarded.portsnare("publish", "now");
      assertThat(refused.exit()).isEqualTo(1);
      assertThat(refused.err()).contains("publish.dir is not set");

      ok(guarded.portsnare("ban", "203.0.113.4"));
      guarded.configure(toml("every = \"10s\"\n"));
      ok(guarded.portsnare("reload"));
      Path list = directory.resolve("list/portsnare.txt");
      Await.until("the first list", Duration.ofSeconds(10), () -> Files.exists(list));
      assertThat(lines("portsnare.txt")).containsExactly("203.0.113.4");
      assertThat(guarded.portsnare("status").out())
          .contains("published ")
          .contains("what is published is not signed");

      ok(guarded.portsnare("ban", "203.0.113.5"));
      Await.until("the next list", Duration.ofSeconds(20), () -> list.toFile().length() > 12);
      assertThat(lines("portsnare.txt")).containsExactly("203.0.113.5", "203.0.113.4");
      // The other files replace the old ones just after it.
      Await.until("nothing is left over", Duration.ofSeconds(5), () -> unfinished(list).isEmpty());
    }
  }

  private static List<String> unfinished(Path list) {
    try (Stream<Path> files = Files.list(list.getParent())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.startsWith("."))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void failureIsSaidAndTheNextAttemptMendsIt() throws IOException {
    Path blocked = Files.writeString(directory.resolve("list"), "in the way");
    try (Guarded guarded = Guarded.prepare(toml("every = \"10s\"\n"))) {
      Lab.Result check = guarded.portsnare("check");
      assertThat(check.exit()).isEqualTo(2);
      assertThat(check.err()).contains("'publish.dir': " + blocked + " is not a directory");

      guarded.start();
      Await.until("the failure", Duration.ofSeconds(10), () -> !publish(guarded).error().isEmpty());
      assertThat(publish(guarded).error()).startsWith("cannot publish to " + blocked + ": ");
      assertThat(guarded.portsnare("status").out()).contains("publishing fails: cannot publish to");
      assertThat(guarded.log()).contains("publishing failed why=");

      Files.delete(blocked);
      Await.until(
          "the mended one", Duration.ofSeconds(20), () -> publish(guarded).error().isEmpty());
      assertThat(lines("portsnare.txt")).isEmpty();
      ok(guarded.portsnare("check"));
    }
  }

  private static PublishView publish(Guarded guarded) {
    PublishView view = guarded.client().status().publish();
    assertThat(view).isNotNull();
    return view;
  }

  @Test
  void noClassForItIsLoadedUntilItIsWanted() throws IOException, InterruptedException {
    try (Guarded guarded = Guarded.start("")) {
      assertThat(classes(guarded)).isEmpty();
      guarded.configure(toml(""));
      ok(guarded.portsnare("reload"));
      Await.until(
          "the first list",
          Duration.ofSeconds(10),
          () -> Files.exists(directory.resolve("list/SHA512")));
      assertThat(classes(guarded)).anyMatch(line -> line.contains("publish.Publisher/"));
    }
  }

  /** The classes for publishing that the daemon has loaded. */
  private static List<String> classes(Guarded guarded) {
    String jcmd = Path.of(System.getProperty("java.home"), "bin/jcmd").toString();
    String pid = Long.toString(guarded.process().pid());
    String all = Command.run(jcmd, pid, "VM.class_hierarchy");
    assertThat(all).contains("org.portsnare.daemon.Publishing/");
    return all.lines()
        .filter(
            line ->
                line.contains("org.portsnare.publish.") || line.contains("org.portsnare.signing."))
        .toList();
  }

  @Test
  void usageIsSaid() {
    try (Guarded guarded = Guarded.prepare("")) {
      assertThat(guarded.portsnare("publish").exit()).isEqualTo(2);
      Lab.Result verify = guarded.portsnare("publish", "verify");
      assertThat(verify.exit()).isEqualTo(2);
      assertThat(verify.err()).contains("publish.dir is not set");
    }
  }
}
