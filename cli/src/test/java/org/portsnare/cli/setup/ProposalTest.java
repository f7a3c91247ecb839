package org.portsnare.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Prefix;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigReader;

final class ProposalTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);

  @TempDir private Path dir;

  private static Machine machine(Integer... listeners) {
    return new Machine(List.of("eth0"), List.of(), List.of(), List.of(listeners), List.of());
  }

  private Config read(Proposal proposal) {
    try {
      Path file = dir.resolve("portsnare.toml");
      Files.writeString(file, proposal.toToml(TODAY));
      return ConfigReader.read(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void withNothingToSayTheDefaultsHold() {
    Config config = read(new Proposal(machine(), List.of(), false));
    assertThat(config.observe()).isFalse();
    assertThat(config.traps()).isEqualTo(Config.defaults().traps());
    assertThat(config.allow()).isEqualTo(Config.defaults().allow());
  }

  @Test
  void portsWithAListenerAreLeftOut() {
    Config config = read(new Proposal(machine(23, 138, 3306), List.of(), true));
    assertThat(config.observe()).isTrue();
    for (int port = 1; port <= 65_535; port++) {
      boolean trap = Config.defaults().traps().isTrap(port) && port != 23 && port != 138;
      assertThat(config.traps().isTrap(port)).as("port " + port).isEqualTo(trap && port != 3306);
    }
  }

  @Test
  void peersAndNetworksAreAllowed() {
    List<Prefix> allowed = List.of(Prefix.parse("203.0.113.9"), Prefix.parse("2001:db8:7::/48"));
    assertThat(read(new Proposal(machine(), allowed, true)).allow().addresses()).isEqualTo(allowed);
  }
}
