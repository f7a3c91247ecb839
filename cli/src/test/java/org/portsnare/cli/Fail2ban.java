package org.portsnare.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.portsnare.testing.Await;
import org.portsnare.testing.Command;
import org.portsnare.testing.Lab;

/** A separate fail2ban server. Its jails have no action and read no log. */
final class Fail2ban implements AutoCloseable {
  private static final String JAILS =
      """
      [DEFAULT]
      backend = polling
      filter =
      usedns = no
      ignoreself = false
      banaction =
      action =
      logpath = DIR/empty.log
      [sshd]
      enabled = false
      [trap]
      enabled = true
      bantime = 10d
      [permanent]
      enabled = true
      bantime = -1
      [short]
      enabled = true
      bantime = 1
      """;
  private static final String SERVER =
      """
      [Definition]
      logtarget = DIR/fail2ban.log
      dbfile = DIR/fail2ban.sqlite3
      """;

  private final Lab lab;
  private final Path directory;
  private final Process server;

  private Fail2ban(Lab lab, Path directory, Process server) {
    this.lab = lab;
    this.directory = directory;
    this.server = server;
  }

  static Fail2ban start(Lab lab, Path directory) throws IOException {
    Path etc = directory.resolve("etc");
    Command.run("cp", "-r", "/etc/fail2ban", etc.toString());
    Files.writeString(directory.resolve("empty.log"), "");
    Files.writeString(etc.resolve("jail.local"), JAILS.replace("DIR", directory.toString()));
    Files.writeString(etc.resolve("fail2ban.local"), SERVER.replace("DIR", directory.toString()));
    Process process =
        lab.hostProcess(
                "fail2ban-server",
                "-c",
                etc.toString(),
                "-s",
                directory.resolve("sock").toString(),
                "-p",
                directory.resolve("pid").toString(),
                "-x",
                "-f",
                "start")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("out").toFile())
            .start();
    Fail2ban fail2ban = new Fail2ban(lab, directory, process);
    Await.until(
        "fail2ban's jails",
        Duration.ofSeconds(30),
        () ->
            fail2ban.ask("status", "permanent").exit() == 0
                && fail2ban.ask("status", "trap").exit() == 0);
    return fail2ban;
  }

  private Lab.Result ask(String... words) {
    List<String> command =
        new ArrayList<>(List.of("fail2ban-client", "-s", directory.resolve("sock").toString()));
    command.addAll(List.of(words));
    return lab.onHost(command.toArray(String[]::new));
  }

  void client(String... words) {
    Lab.Result result = ask(words);
    if (result.exit() != 0) throw new AssertionError(result.out() + result.err());
  }

  Path database() {
    return directory.resolve("fail2ban.sqlite3");
  }

  /** The answer of the program sqlite3. */
  String query(String sql) {
    return Command.run("sqlite3", "-readonly", database().toString(), sql).strip();
  }

  @Override
  public void close() {
    ask("stop");
    try {
      if (!server.waitFor(20, TimeUnit.SECONDS)) server.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
