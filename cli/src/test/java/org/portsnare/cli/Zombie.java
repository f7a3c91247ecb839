package org.portsnare.cli;

import java.util.ArrayList;
import java.util.List;
import org.portsnare.testing.Command;
import org.portsnare.testing.Lab;

/**
 * A machine beyond the world whose packets have consecutive IP identifications, like those of old
 * printers. An idle scan needs such a machine. Linux would send every reset with the identification
 * 0. Closing it removes it; so does a shutdown hook.
 *
 * <pre>
 *   host -- wan -- eth0 -- world -- zombie 192.0.2.1 -- eth0 192.0.2.2 -- zombie
 * </pre>
 */
final class Zombie implements AutoCloseable {
  static final String ADDRESS = "192.0.2.2";

  /** Rules that number the packets; nft writes only the first two bytes of the 4-byte number. */
  private static final String NUMBERED =
      """
      table ip zombie {
        chain numbered {
          type filter hook output priority 0
          ip id set numgen inc mod 65536 << 16
        }
      }
      """;

  private final String name;
  private final Thread hook = new Thread(this::remove);

  private Zombie(String name) {
    this.name = name;
    Runtime.getRuntime().addShutdownHook(hook);
  }

  static Zombie in(Lab lab) {
    String world = lab.worldNamespace().getFileName().toString();
    Zombie zombie = new Zombie(world + "z");
    Command.run("ip", "netns", "add", zombie.name);
    try {
      zombie.connect(world);
      return zombie;
    } catch (AssertionError e) {
      zombie.close();
      throw e;
    }
  }

  private void connect(String world) {
    ip(world, "link add zombie type veth peer name eth0 netns " + name);
    ip(world, "addr add 192.0.2.1/24 dev zombie");
    ip(world, "link set zombie up");
    ip(name, "link set lo up");
    ip(name, "addr add " + ADDRESS + "/24 dev eth0");
    ip(name, "link set eth0 up");
    ip(name, "route add default via 192.0.2.1");
    Command.run("ip", "netns", "exec", world, "sysctl", "-qw", "net.ipv4.ip_forward=1");
    Command.pipe(NUMBERED, "ip", "netns", "exec", name, "nft", "-f", "-");
  }

  private static void ip(String namespace, String arguments) {
    List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
    command.addAll(List.of(arguments.split(" ", -1)));
    Command.run(command.toArray(String[]::new));
  }

  private void remove() {
    Command.of("ip", "netns", "del", name).result();
  }

  @Override
  public void close() {
    remove();
    Runtime.getRuntime().removeShutdownHook(hook);
  }
}
