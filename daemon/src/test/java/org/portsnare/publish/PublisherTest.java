package org.portsnare.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Origin;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.config.Config;
import org.portsnare.signing.SigningKey;

final class PublisherTest {
  @TempDir private Path directory;

  private Published published() {
    return new Published(directory);
  }

  private static Ban probable(String prefix) {
    return Published.ban(prefix, Duration.ofHours(1), Evidence.PROBABLE, "tcp", 445);
  }

  @Test
  void onlyConfirmedBansUnlessAnyAreWanted() {
    try (Published published = published()) {
      published.add(probable("203.0.113.1")).add("203.0.113.2").publish();
      assertThat(published.lines("portsnare.txt")).containsExactly("203.0.113.2");
      published.publish(published.settings(false, Duration.ZERO, false, ""));
      assertThat(published.lines("portsnare.txt")).containsExactly("203.0.113.2", "203.0.113.1");
      assertThat(published.text("portsnare.csv")).contains("203.0.113.1,").contains(",probable,");
    }
  }

  @Test
  void youngBansAreLeftOut() {
    try (Published published = published()) {
      published.add(
          Published.ban("203.0.113.1", Duration.ofMinutes(9), Evidence.CONFIRMED, "tcp", 23),
          Published.ban("203.0.113.2", Duration.ofMinutes(10), Evidence.CONFIRMED, "tcp", 23));
      published.publish(published.settings(true, Duration.ofMinutes(10), false, ""));
      assertThat(published.lines("portsnare.txt")).containsExactly("203.0.113.2");
      assertThat(published.lines("portsnare-cidr.txt")).containsExactly("203.0.113.2");
    }
  }

  @Test
  void portsAreInNoFileIfTheyAreHidden() throws IOException {
    try (Published published = published()) {
      published.add(
          Published.ban("203.0.113.1", Duration.ofHours(1), Evidence.CONFIRMED, "tcp", 27019));
      published.publish();
      assertThat(published.text("portsnare.json")).contains("\"ports\":[27019]");
      published.publish(published.settings(true, Duration.ZERO, true, ""));
      try (Stream<Path> files = Files.list(published.dir())) {
        for (Path file : files.toList()) {
          if (file.getFileName().toString().startsWith("SHA512")) continue;
          assertThat(Files.readString(file)).as(file.toString()).doesNotContain("27019");
        }
      }
      assertThat(published.text("portsnare.json")).contains("\"ports\":[]");
    }
  }

  @Test
  void firstSeenAndPortsAreOfAllBansOfAPrefix() {
    try (Published published = published()) {
      Ban first = Published.ban("203.0.113.1", Duration.ofDays(3), Evidence.PROBABLE, "tcp", 445);
      published.add(first);
      published.ledger().end(first.prefix(), Published.NOW.minus(Duration.ofDays(2)), "expired");
      Ban second =
          new Ban(
              first.prefix(),
              Published.NOW.minus(Duration.ofDays(1)),
              null,
              false,
              Trigger.HANDSHAKE,
              Evidence.CONFIRMED,
              new Ban.Touched("tcp", 23, "wan"),
              4,
              5,
              2,
              "not for the public");
      published.add(second);
      published
          .ledger()
          .say(second.prefix(), Published.NOW.minusSeconds(7200), new byte[] {1, 2}, 0, 4);
      published.ledger().commit();
      published.publish();
      assertThat(published.text("portsnare.csv"))
          .isEqualTo(
              "address,first_seen,last_seen,ports,protocol,trigger,evidence,hits,dropped\r\n"
                  + "203.0.113.1,2026-11-21T17:06:12Z,2026-11-24T15:06:12Z,23 445,tcp,handshake,"
                  + "confirmed,4,5\r\n");
    }
  }

  /** A local user could make a file of root readable, with a link in the place of a file. */
  @Test
  void noLinkIsFollowed(@TempDir Path elsewhere) throws IOException {
    Path secret = Files.writeString(elsewhere.resolve("secret"), "secret");
    Set<PosixFilePermission> closed = PosixFilePermissions.fromString("rw-------");
    Files.setPosixFilePermissions(secret, closed);
    try (Published published = published()) {
      Files.createDirectories(published.dir());
      for (String name : Publisher.files()) {
        Files.createSymbolicLink(published.dir().resolve("." + name + ".new"), secret);
        Files.createSymbolicLink(published.dir().resolve(name), secret);
      }
      published.add("203.0.113.2").publish();
      assertThat(published.lines("portsnare.txt")).containsExactly("203.0.113.2");
    }
    assertThat(secret).hasContent("secret");
    assertThat(Files.getPosixFilePermissions(secret)).isEqualTo(closed);
  }

  @Test
  void aDirectoryThatOthersMayWriteToIsRefused() throws IOException {
    try (Published published = published()) {
      Files.createDirectories(published.dir());
      Files.setPosixFilePermissions(published.dir(), PosixFilePermissions.fromString("rwxrwxrwx"));
      assertThatExceptionOfType(PublishException.class)
          .isThrownBy(published::publish)
          .withMessageContaining("others may write to it; chmod go-w it");
      assertThat(published.dir()).isEmptyDirectory();
    }
  }

  @Test
  void onlyBansOfTheOriginsThatAreWanted() {
    try (Published published = published()) {
      published.add("203.0.113.2");
      published.add(Published.ban("203.0.113.3", Duration.ofHours(1), Evidence.CONFIRMED, "", 0));
      Config.Publish all = published.settings(true, Duration.ZERO, false, "");
      published.publish(all);
      assertThat(published.lines("portsnare.txt")).containsExactly("203.0.113.3", "203.0.113.2");
      published.publish(new Config.Publish(all.dir(), 0, true, Set.of(Origin.TRAP), 0, false, ""));
      assertThat(published.lines("portsnare.txt")).containsExactly("203.0.113.2");
      assertThat(published.text("portsnare.netset"))
          .contains("banned senders; senders that completed a handshake with a trap\n");
    }
  }

  @Test
  void reasonsAreNotPublished() throws IOException {
    try (Published published = published()) {
      Ban manual =
          new Ban(
              Prefix.parse("203.0.113.1"),
              Published.NOW,
              null,
              true,
              Trigger.MANUAL,
              Evidence.CONFIRMED,
              Ban.Touched.NOTHING,
              0,
              0,
              1,
              "my neighbour");
      published.add(manual).publish();
      try (Stream<Path> files = Files.list(published.dir())) {
        for (Path file : files.toList()) {
          assertThat(Files.readString(file)).as(file.toString()).doesNotContain("my neighbour");
        }
      }
    }
  }

  @Test
  void nothingToPublishGivesWholeFilesToo() {
    try (Published published = published()) {
      published.publish();
      assertThat(published.text("portsnare.txt")).isEmpty();
      assertThat(published.text("portsnare.nft")).doesNotContain("add element");
      assertThat(published.text("portsnare.json")).endsWith("\"bans\":[\n]}\n");
    }
  }

  @Test
  void filesAreForAllToReadAndNothingElseIsLeft() throws IOException {
    try (Published published = published()) {
      published.add("203.0.113.1").publish();
      try (Stream<Path> files = Files.list(published.dir())) {
        List<Path> all = files.toList();
        assertThat(all).hasSize(13);
        for (Path file : all) {
          assertThat(file.getFileName().toString()).doesNotStartWith(".");
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .isEqualTo("rw-r--r--");
        }
      }
    }
  }

  @Test
  void signaturesOfAnEarlierPublicationGoWithTheKey() throws IOException {
    try (Published published = published()) {
      SigningKey.generate(published.stateDir());
      published.add("203.0.113.1").publish();
      assertThat(published.dir().resolve("SHA512.sig")).exists();
      assertThat(published.dir().resolve("SHA512.minisig")).exists();
      assertThat(published.dir().resolve("portsnare.pub")).exists();
      Files.delete(SigningKey.secretFile(published.stateDir()));
      published.publish();
      assertThat(published.dir().resolve("SHA512")).exists();
      assertThat(published.dir().resolve("SHA512.sig")).doesNotExist();
      assertThat(published.dir().resolve("SHA512.minisig")).doesNotExist();
    }
  }

  @Test
  void failureIsOneSentenceAndLeavesNothing() throws IOException {
    try (Published published = published()) {
      Files.writeString(published.dir(), "in the way");
      assertThatExceptionOfType(PublishException.class)
          .isThrownBy(published::publish)
          .withMessageStartingWith("cannot publish to " + published.dir() + ": ");
      assertThat(Files.readString(published.dir())).isEqualTo("in the way");
    }
  }

  @Test
  void filesStayAsTheyWereWhereOneCannotBePut() throws IOException {
    try (Published published = published()) {
      published.add("203.0.113.1").publish();
      // A directory that is not empty can be neither replaced nor created again.
      Path blocked = published.dir().resolve(".portsnare.json.new/x");
      Files.createDirectories(blocked);
      published.add("203.0.113.2");
      assertThatExceptionOfType(PublishException.class).isThrownBy(published::publish);
      assertThat(published.lines("portsnare.txt")).containsExactly("203.0.113.1");
      Files.delete(blocked);
      published.publish();
      assertThat(published.lines("portsnare.txt")).hasSize(2);
    }
  }

  @Test
  void linksInTheWayAreNotFollowed() throws IOException {
    try (Published published = published()) {
      Path precious = Files.writeString(directory.resolve("precious"), "kept");
      Files.createDirectories(published.dir());
      Files.createSymbolicLink(published.dir().resolve(".portsnare.txt.new"), precious);
      Files.createSymbolicLink(published.dir().resolve("portsnare.csv"), precious);
      published.add("203.0.113.1").publish();
      assertThat(precious).hasContent("kept");
      assertThat(Files.isSymbolicLink(published.dir().resolve("portsnare.csv"))).isFalse();
      assertThat(published.lines("portsnare.txt")).containsExactly("203.0.113.1");
    }
  }

  @Test
  void readersNeverSeeAPartOfAFile() throws InterruptedException {
    try (Published published = published()) {
      for (int i = 0; i < 4_000; i++) {
        published
            .ledger()
            .insert(
                Published.ban(
                    "11.0." + i / 250 + "." + i % 250,
                    Duration.ofHours(1),
                    Evidence.CONFIRMED,
                    "tcp",
                    23),
                null);
      }
      published.ledger().commit();
      published.publish();
      AtomicBoolean stop = new AtomicBoolean();
      AtomicReference<String> partial = new AtomicReference<>();
      int[] reads = {0};
      Thread reader =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!stop.get()) {
                      reads[0]++;
                      long plain = published.text("portsnare.txt").lines().count();
                      if (plain != 4_000) partial.set("portsnare.txt: " + plain);
                      String json = published.text("portsnare.json");
                      if (!json.endsWith("}\n]}\n")) partial.set("portsnare.json");
                      if (!published.text("index.html").endsWith("</html>\n")) partial.set("html");
                    }
                  });
      for (int i = 0; i < 40; i++) published.publish();
      stop.set(true);
      reader.join();
      assertThat(partial.get()).isNull();
      assertThat(reads[0]).isGreaterThan(20);
    }
  }
}
