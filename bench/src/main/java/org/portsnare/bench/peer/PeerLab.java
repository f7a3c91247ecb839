package org.portsnare.bench.peer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.portsnare.bench.report.Place;
import org.portsnare.testing.Await;
import org.portsnare.testing.Lab;

/** A lab, a directory for a peer's files, and a record of its settings. */
final class PeerLab implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

  private final Lab lab = Lab.create();
  private final Path directory = Place.temporary("peer");
  private final Map<String, String> settings = new LinkedHashMap<>();

  Lab lab() {
    return lab;
  }

  Path directory() {
    return directory;
  }

  Map<String, String> settings() {
    return settings;
  }

  /** Writes a file and records it; {@code DIR} in it means the directory. */
  Path file(String name, String content) {
    settings.put(name, content);
    return Place.write(directory.resolve(name), content.replace("DIR", directory.toString()));
  }

  /** Runs a script on the host and records it. */
  void script(String name, String content) {
    settings.put(name, content);
    shell(content.replace("DIR", directory.toString()));
  }

  String shell(String content) {
    Lab.Result result = lab.onHost("sh", "-ec", content);
    if (result.exit() != 0) throw new AssertionError(content + ": " + result.err());
    return result.out();
  }

  /** Starts a program on the host in the background; it ends with the lab. */
  void background(String... command) throws IOException {
    lab.hostProcess(command)
        .redirectErrorStream(true)
        .redirectOutput(directory.resolve("output").toFile())
        .start();
  }

  /** Number of addresses in a set of nftables; 0 if there is no such set. */
  long elements(String set) {
    Lab.Result result = lab.onHost("sh", "-c", "nft list set " + set);
    return ADDRESS.matcher(result.out()).results().count();
  }

  void await(String table) {
    Await.until(
        table + " is there",
        Duration.ofSeconds(20),
        () -> lab.onHost("sh", "-c", "nft list table " + table).exit() == 0);
  }

  @Override
  public void close() {
    lab.close();
    Place.delete(directory);
  }
}
