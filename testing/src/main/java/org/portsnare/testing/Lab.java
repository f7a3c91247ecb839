package org.portsnare.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two network namespaces joined by a wire: the guarded host and the rest of the world. There is no
 * way out of them.
 *
 * <pre>
 *   host                                   world
 *   wan 198.51.100.1/24  ----- veth -----  eth0 198.51.100.254 (the gateway), .2 to .9 (neighbours)
 *       2001:db8:1::1/64                        2001:db8:1::fe
 *       default via the gateway            lo   203.0.113.1 to .250, 2001:db8:bad:1::5 to :99::5
 * </pre>
 *
 * <p>Closing it ends every process in the namespaces and removes them. A shutdown hook does the
 * same when a test run is interrupted.
 */
public final class Lab implements AutoCloseable {
  public static final String HOST4 = "198.51.100.1";
  public static final String HOST6 = "2001:db8:1::1";
  public static final String GATEWAY4 = "198.51.100.254";
  public static final String GATEWAY6 = "2001:db8:1::fe";
  public static final String NEIGHBOUR4 = "198.51.100.2";

  /** Address of the machine behind the guarded host, after {@link #addInside}. */
  public static final String INSIDE4 = "10.99.0.2";

  private static final AtomicInteger COUNT = new AtomicInteger();

  private final String host;
  private final String world;
  private final String inside;
  private final Thread hook = new Thread(this::remove);

  private Lab() {
    String name = "psn" + ProcessHandle.current().pid() + "-" + COUNT.incrementAndGet();
    host = name + "h";
    world = name + "w";
    inside = name + "i";
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Makes both namespaces. */
  public static Lab create() {
    Lab lab = new Lab();
    try {
      lab.build();
      return lab;
    } catch (RuntimeException e) {
      lab.close();
      throw e;
    }
  }

  private void build() {
    run("ip", "netns", "add", host);
    run("ip", "netns", "add", world);
    for (String namespace : List.of(host, world)) {
      // Addresses are usable at once, without one second of duplicate detection.
      run("ip", "netns", "exec", namespace, "sysctl", "-qw", "net.ipv6.conf.default.accept_dad=0");
    }
    ip(host, "link add wan type veth peer name eth0 netns " + world);
    for (String line :
        List.of(
            "link set lo up",
            "addr add 198.51.100.1/24 dev wan",
            "addr add 2001:db8:1::1/64 dev wan nodad",
            "link set wan up",
            "route add default via 198.51.100.254",
            "-6 route add default via 2001:db8:1::fe")) {
      ip(host, line);
    }
    List<String> batch = new ArrayList<>(List.of("link set lo up"));
    batch.add("addr add 198.51.100.254/24 dev eth0");
    batch.add("addr add 2001:db8:1::fe/64 dev eth0 nodad");
    for (int i = 2; i <= 9; i++) batch.add("addr add 198.51.100." + i + "/24 dev eth0");
    batch.add("addr add 2001:db8:1::9/64 dev eth0 nodad");
    batch.add("link set eth0 up");
    for (int i = 1; i <= 250; i++) batch.add("addr add 203.0.113." + i + "/32 dev lo");
    for (int i = 1; i <= 99; i++) {
      batch.add("addr add 2001:db8:bad:" + i + "::5/128 dev lo nodad");
      batch.add("addr add 2001:db8:bad:" + i + "::6/128 dev lo nodad");
    }
    ipBatch(world, batch);
    awaitWire("203.0.113.250", HOST4);
    awaitWire("2001:db8:bad:99::5", HOST6);
  }

  /**
   * Makes one processor receive all packets in the order of sending, like one queue of a network
   * card. Otherwise the processor of the sender receives each packet, and two packets of one sender
   * may pass the hooks at the same time.
   */
  public void takePacketsInOrder() {
    run(
        "ip",
        "netns",
        "exec",
        host,
        "sh",
        "-c",
        "echo 1 > /sys/class/net/wan/queues/rx-0/rps_cpus");
  }

  /** Adds a machine behind the guarded host. The host then routes for it. */
  public void addInside() {
    run("ip", "netns", "add", inside);
    ip(host, "link add lan type veth peer name eth0 netns " + inside);
    ip(host, "addr add 10.99.0.1/24 dev lan");
    ip(host, "link set lan up");
    ip(inside, "link set lo up");
    ip(inside, "addr add " + INSIDE4 + "/24 dev eth0");
    ip(inside, "link set eth0 up");
    ip(inside, "route add default via 10.99.0.1");
    ip(world, "route add 10.99.0.0/24 via " + HOST4);
    run("ip", "netns", "exec", host, "sysctl", "-qw", "net.ipv4.ip_forward=1");
    awaitWire("203.0.113.250", INSIDE4);
  }

  /** Runs a command on the machine behind the guarded host, and waits for it. */
  public Result inside(String... command) {
    return Result.of(insideProcess(command), "");
  }

  /** A process on the machine behind the guarded host, not started yet. */
  public ProcessBuilder insideProcess(String... command) {
    return process(inside, command);
  }

  /** Waits until the host answers. Both sides have then found their neighbour. */
  private void awaitWire(String from, String to) {
    Await.until(
        to + " answers " + from,
        Duration.ofSeconds(10),
        () -> inWorld("ping", "-n", "-c", "1", "-W", "1", "-I", from, to).exit() == 0);
  }

  private static void ip(String namespace, String arguments) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
    command.addAll(List.of(arguments.split(" ", -1)));
    run(command.toArray(String[]::new));
  }

  private static void ipBatch(String namespace, List<String> lines) {
    Result result =
        Result.of(List.of("ip", "-n", namespace, "-batch", "-"), String.join("\n", lines));
    if (result.exit() != 0) throw new IllegalStateException("ip -batch: " + result.err());
  }

  private static void run(String... command) {
    Result result = Result.of(List.of(command), "");
    if (result.exit() != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + result.err());
    }
  }

  /** The result of a finished command. */
  public record Result(int exit, String out, String err) {
    static Result of(List<String> command, String input) {
      return of(new ProcessBuilder(command), input);
    }

    static Result of(ProcessBuilder builder, String input) {
      try {
        Path err = Files.createTempFile("portsnare-test", ".err");
        try {
          Process process = builder.redirectError(err.toFile()).start();
          Thread.ofVirtual().start(() -> feed(process, input));
          String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          int exit = process.waitFor();
          return new Result(exit, out, Files.readString(err));
        } finally {
          Files.deleteIfExists(err);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }

    private static void feed(Process process, String input) {
      try (var out = process.getOutputStream()) {
        out.write(input.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // The program did not read its input. Its exit status tells whether that is an error.
      }
    }
  }

  /** Runs a command on the guarded host, and waits for it. */
  public Result onHost(String... command) {
    return Result.of(hostProcess(command), "");
  }

  /** Like {@link #onHost}, with standard input. */
  public Result onHostWithInput(String input, String... command) {
    return Result.of(hostProcess(command), input);
  }

  /** Runs a command in the world, and waits for it. */
  public Result inWorld(String... command) {
    return Result.of(worldProcess(command), "");
  }

  /** A process on the guarded host, not started yet. */
  public ProcessBuilder hostProcess(String... command) {
    return process(host, command);
  }

  /** A process in the world, not started yet. */
  public ProcessBuilder worldProcess(String... command) {
    return process(world, command);
  }

  private static ProcessBuilder process(String namespace, String... command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    all.addAll(List.of(command));
    return new ProcessBuilder(all);
  }

  /** Path of the guarded host's namespace. */
  public Path hostNamespace() {
    return Path.of("/run/netns", host);
  }

  /** Path of the world's namespace. */
  public Path worldNamespace() {
    return Path.of("/run/netns", world);
  }

  /** Restarts the guarded host: same wire and addresses, but an empty kernel. */
  public void rebootHost() {
    end(host);
    run("ip", "netns", "del", host);
    // The host's namespace took the other end of the wire with it.
    run("ip", "netns", "del", world);
    build();
  }

  @Override
  public void close() {
    remove();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending; the hook runs, or has run.
    }
  }

  private void remove() {
    for (String namespace : List.of(host, world, inside)) {
      end(namespace);
      Result.of(List.of("ip", "netns", "del", namespace), "");
    }
  }

  /** Ends the processes of the namespace, each by its id. */
  private static void end(String namespace) {
    Result pids = Result.of(List.of("ip", "netns", "pids", namespace), "");
    for (String pid : pids.out().split("\\s+", -1)) {
      if (pid.isEmpty() || Long.parseLong(pid) == ProcessHandle.current().pid()) continue;
      ProcessHandle.of(Long.parseLong(pid)).ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
