package org.portsnare.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Prefix;
import org.portsnare.signing.SigningKey;
import org.portsnare.testing.Command;
import org.portsnare.testing.Lab;

/** Reads the published files with the tools that they are for. */
final class PublishKernelIT {
  private static final String CONTACT = "\\ \"it's\" {abuse} $(x) => abuse@example.net";

  @TempDir private Path directory;

  private static List<String> banned() {
    Random random = new Random(3);
    List<String> banned = new ArrayList<>(List.of("198.51.100.0/24", "2001:db8:bad::5"));
    for (int i = 0; i < 2_000; i++) banned.add("203.0." + i / 250 + "." + i % 250);
    for (int i = 0; i < 500; i++) {
      banned.add("198.18." + random.nextInt(256) + "." + (i % 250));
      banned.add("2001:db8:" + Integer.toHexString(1 + i * 3) + ":1::/64");
    }
    return banned.stream().distinct().toList();
  }

  private Published published() {
    return new Published(directory).add(banned().toArray(String[]::new)).publish(CONTACT);
  }

  /** The list as networks, to compare with the result of a tool. */
  private static List<Prefix> networks(Published published, boolean ipv6) {
    return published.lines("portsnare-cidr.txt").stream()
        .map(Prefix::parse)
        .filter(prefix -> prefix.ipv6() == ipv6)
        .toList();
  }

  private static void ok(Lab.Result result) {
    assertThat(result.exit()).as(result.err() + result.out()).isZero();
  }

  @Test
  void nftLoadsItAgainAndAgain() {
    try (Published published = published();
        Lab lab = Lab.create()) {
      String file = published.dir().resolve("portsnare.nft").toString();
      ok(lab.onHost("nft", "-c", "-f", file));
      ok(lab.onHost("nft", "-f", file));
      assertThat(nftSet(lab, "banned4")).isEqualTo(networks(published, false));
      assertThat(nftSet(lab, "banned6")).isEqualTo(networks(published, true));

      published.ledger().end(Prefix.parse("198.51.100.0/24"), Published.NOW, "unbanned");
      published.ledger().commit();
      published.publish(CONTACT);
      ok(lab.onHost("nft", "-f", file));
      assertThat(nftSet(lab, "banned4"))
          .isEqualTo(networks(published, false))
          .doesNotContain(Prefix.parse("198.51.100.0/24"));
    }
  }

  @Test
  void nftIncludesItBesideARuleOfTheReader() throws IOException {
    try (Published published = published();
        Lab lab = Lab.create()) {
      Path rules =
          Files.writeString(
              directory.resolve("rules.nft"),
              """
              include "%s"
              table inet portsnare_list {
                chain listed {
                  type filter hook prerouting priority raw;
                  ip saddr @banned4 drop
                  ip6 saddr @banned6 drop
                }
              }
              """
                  .formatted(published.dir().resolve("portsnare.nft")));
      assertThat(lab.inWorld("ping", "-c1", "-W1", "-I", "203.0.113.7", Lab.HOST4).exit()).isZero();
      ok(lab.onHost("nft", "-f", rules.toString()));
      published.add("203.0.113.7").publish();
      ok(lab.onHost("nft", "-f", published.dir().resolve("portsnare.nft").toString()));
      assertThat(lab.inWorld("ping", "-c1", "-W1", "-I", "203.0.113.7", Lab.HOST4).exit())
          .isEqualTo(1);
      assertThat(lab.inWorld("ping", "-c1", "-W1", "-I", "203.0.113.250", Lab.HOST4).exit())
          .isZero();
    }
  }

  private static List<Prefix> nftSet(Lab lab, String set) {
    String json = lab.onHost("nft", "-j", "list", "set", "inet", "portsnare_list", set).out();
    String filter =
        ".nftables[].set | select(. != null) | .elem[]? | if type == \"object\""
            + " then .prefix.addr + \"/\" + (.prefix.len | tostring) else . end";
    return Command.pipe(json, "jq", "-r", filter).lines().map(Prefix::parse).sorted().toList();
  }

  @Test
  void ipsetRestoresItAgainAndAgain() {
    try (Published published = published();
        Lab lab = Lab.create()) {
      String file = published.dir().resolve("portsnare.ipset").toString();
      ok(lab.onHost("ipset", "restore", "-file", file));
      assertThat(ipset(lab, "portsnare4")).isEqualTo(networks(published, false));
      assertThat(ipset(lab, "portsnare6")).isEqualTo(networks(published, true));

      // A rule of the reader uses the set, which must not matter.
      ok(
          lab.onHost(
              "iptables",
              "-A",
              "INPUT",
              "-m",
              "set",
              "--match-set",
              "portsnare4",
              "src",
              "-j",
              "DROP"));
      published.add("192.0.2.1").publish(CONTACT);
      ok(lab.onHost("ipset", "restore", "-file", file));
      assertThat(ipset(lab, "portsnare4"))
          .isEqualTo(networks(published, false))
          .contains(Prefix.parse("192.0.2.1"));
      assertThat(lab.onHost("ipset", "list", "-name").out().lines())
          .containsExactlyInAnyOrder("portsnare4", "portsnare6");
    }
  }

  @Test
  void ipsetTakesTheWholeAddressSpace() {
    try (Published published = new Published(directory);
        Lab lab = Lab.create()) {
      published.add("0.0.0.0/0", "::/0").publish();
      ok(
          lab.onHost(
              "ipset", "restore", "-file", published.dir().resolve("portsnare.ipset").toString()));
      assertThat(ipset(lab, "portsnare4").toString()).isEqualTo("[0.0.0.0/1, 128.0.0.0/1]");
      assertThat(ipset(lab, "portsnare6").toString()).isEqualTo("[::/1, 8000::/1]");
      ok(lab.onHost("nft", "-f", published.dir().resolve("portsnare.nft").toString()));
    }
  }

  private static List<Prefix> ipset(Lab lab, String set) {
    return lab.onHost("ipset", "save", set)
        .out()
        .lines()
        .filter(line -> line.startsWith("add "))
        .map(line -> Prefix.parse(line.split(" ", -1)[2]))
        .sorted()
        .toList();
  }

  @Test
  void jqReadsTheJson() {
    try (Published published = published()) {
      String file = published.dir().resolve("portsnare.json").toString();
      assertThat(Command.run("jq", "-r", ".bans[].address", file).lines().toList())
          .isEqualTo(published.lines("portsnare.txt"));
      assertThat(Command.run("jq", "-r", ".contact", file)).isEqualTo(CONTACT + "\n");
      assertThat(Command.run("jq", "-r", "[.bans[].hits] | add", file).strip())
          .isEqualTo(Integer.toString(banned().size()));
    }
  }

  @Test
  void iprangeReadsTheNetset() {
    try (Published published = published()) {
      String file = published.dir().resolve("portsnare.netset").toString();
      // FireHOL's own tool, which joins networks itself: there are none left to join.
      assertThat(Command.run("iprange", file).lines().map(Prefix::parse).toList())
          .isEqualTo(networks(published, false));
    }
  }

  // --- signatures ------------------------------------------------------------------------------

  @Test
  void signifyAndMinisignVerifyIt() {
    try (Published published = new Published(directory)) {
      SigningKey.generate(directory);
      published.add(banned().toArray(String[]::new)).publish(CONTACT);
      assertThat(signify(published).exit()).isZero();
      assertThat(signify(published).stdout()).contains("portsnare.json: OK");
      assertThat(minisign(published).exit()).isZero();
      assertThat(minisign(published).stdout()).contains("file:SHA512");
      assertThat(
              Command.run("sh", "-c", "cd " + published.dir() + " && sha512sum --strict -c SHA512"))
          .contains("index.html: OK");
    }
  }

  private Command.Result signify(Published published) {
    return Command.of(
            "sh",
            "-c",
            "cd "
                + published.dir()
                + " && signify-openbsd -C -p "
                + SigningKey.publicFile(directory)
                + " -x SHA512.sig")
        .result();
  }

  private Command.Result minisign(Published published) {
    return Command.of(
            "minisign",
            "-V",
            "-p",
            SigningKey.publicFile(directory).toString(),
            "-m",
            published.dir().resolve("SHA512").toString())
        .result();
  }

  @Test
  void signifySignsWithOurSecretKeyAndWeTakeItsKeys() throws IOException {
    SigningKey.generate(directory);
    Path message = Files.writeString(directory.resolve("message"), "hello\n");
    String signature = message + ".sig";
    String secret = SigningKey.secretFile(directory).toString();
    String open = SigningKey.publicFile(directory).toString();
    Command.run("signify-openbsd", "-S", "-s", secret, "-m", message.toString());
    Command.run("signify-openbsd", "-V", "-p", open, "-m", message.toString(), "-x", signature);

    Path other = Files.createDirectory(directory.resolve("other"));
    Command.run(
        "signify-openbsd",
        "-G",
        "-n",
        "-p",
        SigningKey.publicFile(other).toString(),
        "-s",
        SigningKey.secretFile(other).toString());
    try (Published published = new Published(other)) {
      published.add("203.0.113.1").publish();
      Command.run(
          "minisign",
          "-V",
          "-p",
          SigningKey.publicFile(other).toString(),
          "-m",
          published.dir().resolve("SHA512").toString());
    }
  }

  @Test
  void oneFlippedBitInAnyFileIsRefused() throws IOException {
    try (Published published = new Published(directory)) {
      SigningKey.generate(directory);
      published.add("203.0.113.1", "2001:db8::1").publish(CONTACT);
      Matcher files = Pattern.compile("\\((.*?)\\)").matcher(published.text("SHA512"));
      int count = 0;
      while (files.find()) {
        count++;
        Path file = published.dir().resolve(files.group(1));
        byte[] good = Files.readAllBytes(file);
        for (int at : new int[] {0, good.length / 2, good.length - 1}) {
          Files.write(file, flipped(good, at));
          assertThat(signify(published).exit()).as(file + " at " + at).isNotZero();
        }
        Files.write(file, good);
      }
      assertThat(count).isEqualTo(12);
      assertThat(signify(published).exit()).isZero();
    }
  }

  @Test
  void oneFlippedBitInManifestOrSignatureIsRefused() throws IOException {
    try (Published published = new Published(directory)) {
      SigningKey.generate(directory);
      published.add("203.0.113.1").publish();
      Path manifest = published.dir().resolve("SHA512");
      byte[] good = Files.readAllBytes(manifest);
      for (int at = 0; at < good.length; at += 97) {
        Files.write(manifest, flipped(good, at));
        assertThat(minisign(published).exit()).as("SHA512 at " + at).isNotZero();
      }
      Files.write(manifest, good);

      Path signify = published.dir().resolve("SHA512.sig");
      String embedded = Files.readString(signify);
      int message = embedded.indexOf("SHA512 (");
      for (int at = message; at < embedded.length(); at += 97) {
        byte[] bytes = embedded.getBytes(StandardCharsets.US_ASCII);
        Files.write(signify, flipped(bytes, at));
        assertThat(signify(published).exit()).as("SHA512.sig at " + at).isNotZero();
      }
      Files.writeString(signify, embedded);
      eachRegion(signify, 1, 74, () -> signify(published));

      Path minisign = published.dir().resolve("SHA512.minisig");
      eachRegion(minisign, 1, 74, () -> minisign(published));
      eachRegion(minisign, 3, 64, () -> minisign(published));
      String trusted = Files.readString(minisign);
      Files.writeString(minisign, trusted.replace("timestamp:1", "timestamp:3"));
      assertThat(minisign(published).exit()).isNotZero();
      Files.writeString(minisign, trusted);
      assertThat(minisign(published).exit()).isZero();

      Path key = SigningKey.publicFile(directory);
      eachRegion(key, 1, 42, () -> signify(published));
      eachRegion(key, 1, 42, () -> minisign(published));
    }
  }

  private interface Check {
    Command.Result run();
  }

  /** Flips a bit in every second byte of a line in base64: this covers all its fields. */
  private static void eachRegion(Path file, int line, int length, Check check) throws IOException {
    String good = Files.readString(file);
    String[] lines = good.split("\n", -1);
    byte[] fields = Base64.getDecoder().decode(lines[line]);
    assertThat(fields).hasSize(length);
    for (int at = 0; at < length; at += 2) {
      String[] bad = lines.clone();
      bad[line] = Base64.getEncoder().encodeToString(flipped(fields, at));
      Files.writeString(file, String.join("\n", bad));
      assertThat(check.run().exit()).as(file + " line " + line + " at " + at).isNotZero();
    }
    Files.writeString(file, good);
    assertThat(check.run().exit()).isZero();
  }

  private static byte[] flipped(byte[] good, int at) {
    byte[] bad = good.clone();
    bad[at] ^= 1;
    return bad;
  }
}
