package org.portsnare.cli.setup;

import static java.util.stream.Collectors.joining;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.portsnare.ban.Prefix;
import org.portsnare.cli.common.Colour;
import org.portsnare.cli.common.CommandException;
import org.portsnare.cli.common.ConfigOption;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.cli.common.Prefixes;
import org.portsnare.cli.common.Text;
import org.portsnare.config.ConfigReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = {
      "Looks at this machine, proposes a configuration, and writes it after a yes.",
      "Finds the address from which you are logged in, the interfaces, programs that listen on trap"
          + " ports, and other firewalls. Asks before it writes. By default the file only observes:"
          + " nobody is banned. It neither starts nor reloads a daemon."
    },
    exitCodeListHeading = ExitStatus.HEADING,
    exitCodeList = "1:nothing was written")
public final class InitCommand implements Callable<Integer> {
  private static final int COLUMN = 15;

  /** Column of the remarks behind commands. */
  private static final int LISTED = 38;

  private static final int WIDTH = Text.width();

  private static final Path UNIT = Path.of("/etc/systemd/system/portsnare.service");

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(names = "--print", description = "Prints the proposed file, and nothing else.")
  private boolean print;

  @Option(
      names = {"-y", "--yes"},
      description = "Asks nothing and writes. Replaces a file with settings only with --replace.")
  private boolean yes;

  @Option(
      names = "--replace",
      description = "Replaces a file that has settings. A copy is kept beside it.")
  private boolean replace;

  @Option(
      names = "--allow",
      paramLabel = "PREFIX",
      description = "Also never bans this address or network; may be repeated.")
  private List<String> allow = List.of();

  @Option(names = "--observe", description = "Only records, and bans nobody yet. The default.")
  private boolean observe;

  @Option(names = "--arm", description = "Bans from the first start.")
  private boolean arm;

  private final BufferedReader answers =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));

  @Override
  public Integer call() {
    if (observe && arm) {
      throw new CommandException("--observe and --arm exclude each other", ExitStatus.USAGE);
    }
    List<Prefix> given = allow.stream().map(Prefixes::parsed).toList();
    Machine machine = Machine.look();
    List<Prefix> allowed = new ArrayList<>(given);
    if (!print) describe(machine);
    boolean asks = !print && !yes;
    if (!asks || allows(machine.peers())) allowed.addAll(machine.peers());
    boolean observes = observe || (!arm && (!asks || observes()));
    Proposal proposal = new Proposal(machine, allowed.stream().distinct().toList(), observes);
    String file = proposal.toToml(LocalDate.now(ZoneId.systemDefault()));
    if (print) {
      System.out.print(file);
      return ExitStatus.DONE;
    }
    return propose(file, observes);
  }

  private static void describe(Machine machine) {
    System.out.println(Colour.BOLD.on("Found on this machine"));
    List<String> interfaces = machine.interfaces();
    line(
        "interfaces",
        interfaces.isEmpty()
            ? "none leads to the Internet: name one in traps.interfaces later"
            : String.join(", ", interfaces));
    line("networks", joined(machine.networks()));
    line(
        "you",
        machine.peers().isEmpty() ? "no SSH session found" : "SSH from " + joined(machine.peers()));
    line(
        "trap ports",
        machine.listeners().isEmpty()
            ? "none of the default trap ports is in use"
            : joined(machine.listeners()) + ": a program listens, so these are left out");
    String name = "firewalls";
    for (Neighbour neighbour : machine.neighbours()) {
      line(name, neighbour.name() + ": " + neighbour.advice());
      name = "";
    }
    if (machine.neighbours().isEmpty()) line(name, "no other one found");
    System.out.println();
  }

  private static String joined(List<?> values) {
    return values.isEmpty() ? "none" : values.stream().map(Object::toString).collect(joining(", "));
  }

  private static void line(String name, String value) {
    System.out.println(Text.field("  " + name, COLUMN, value, WIDTH));
  }

  private boolean allows(List<Prefix> peers) {
    return !peers.isEmpty()
        && ask("Never ban " + joined(peers) + ", the address of your SSH session?", true);
  }

  private boolean observes() {
    String question = "Only record for now? Nobody is banned until observe is set to false.";
    return ask(question, true) || !ask("Ban scanners from the next start?", false);
  }

  private int propose(String file, boolean observes) {
    Path path = config.path();
    String old = existing(path);
    boolean settings = hasSettings(old);
    if (settings && yes && !replace) {
      throw new CommandException(
          path
              + " has settings already; nothing was written. --replace replaces it and keeps a"
              + " copy");
    }
    System.out.println(Colour.BOLD.on("Proposed " + path));
    System.out.println();
    file.lines().forEach(text -> System.out.println("    " + text));
    System.out.println();
    String question =
        settings ? "Replace " + path + "? It has settings; a copy is kept." : "Write " + path + "?";
    if (!yes && !ask(question, false)) {
      System.out.println("nothing was written");
      return ExitStatus.FAILED;
    }
    write(path, file, settings);
    next(path, observes);
    return ExitStatus.DONE;
  }

  /** Asks a question. Enter means {@code usual}; an end of the input is an error. */
  private boolean ask(String question, boolean usual) {
    System.out.print(question + (usual ? " [Y/n] " : " [y/N] "));
    System.out.flush();
    try {
      String answer = answers.readLine();
      // Piped answers are shown beside the questions.
      if (!Text.isTerminal()) System.out.println(answer == null ? "" : answer);
      if (answer == null) {
        throw new CommandException(
            "the input ended before all questions were answered; nothing was written");
      }
      String word = answer.strip();
      return word.isEmpty() ? usual : word.equalsIgnoreCase("y") || word.equalsIgnoreCase("yes");
    } catch (IOException e) {
      throw new CommandException("cannot read the answer: " + e.getMessage(), e);
    }
  }

  private static String existing(Path path) {
    try {
      return Files.exists(path) ? Files.readString(path) : "";
    } catch (IOException e) {
      throw new CommandException("cannot read " + path + ": " + e.getMessage(), e);
    }
  }

  private static boolean hasSettings(String file) {
    return file.lines().map(String::strip).anyMatch(l -> !l.isEmpty() && !l.startsWith("#"));
  }

  private static void write(Path path, String file, boolean keepCopy) {
    Path draft = path.resolveSibling(path.getFileName() + ".new");
    try {
      Files.createDirectories(path.toAbsolutePath().getParent());
      if (keepCopy) System.out.println("the file before is kept as " + copy(path));
      Files.writeString(draft, file);
      Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rw-r--r--"));
      Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new CommandException("cannot write " + path + ": " + e + "; nothing was changed", e);
    }
  }

  private static Path copy(Path path) throws IOException {
    for (int i = 1; ; i++) {
      Path copy = path.resolveSibling(path.getFileName() + ".before-" + i);
      try {
        return Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
      } catch (FileAlreadyExistsException e) {
        // Earlier copies are kept too.
      }
    }
  }

  private void next(Path path, boolean observes) {
    String file = path.equals(ConfigReader.DEFAULT_PATH) ? "" : " -c " + path;
    System.out.println("written to " + path + ". Next:");
    command("check" + file, "");
    if (config.client().isRunning()) {
      keep(file);
    } else if (file.isEmpty()) {
      if (isMasked()) System.out.println("    systemctl unmask portsnare");
      System.out.println("    systemctl enable --now portsnare");
    } else {
      command("run" + file, "in the foreground");
    }
    if (!observes) return;
    System.out.println("After a day:");
    command("list --observed" + file, "would you ban these?");
    System.out.println("    then set observe = false in " + path + ", and");
    keep(file);
  }

  private static void keep(String file) {
    command("apply --confirm 60s" + file, "taken back unless you confirm");
    command("confirm" + file, "if a new SSH login works");
  }

  /** Whether the service is masked. The guide does this, so that an installation starts nothing. */
  private static boolean isMasked() {
    try {
      return Files.readSymbolicLink(UNIT).equals(Path.of("/dev/null"));
    } catch (IOException e) {
      // There is no such link.
      return false;
    }
  }

  private static void command(String words, String why) {
    String line = "    portsnare " + words;
    System.out.println(why.isEmpty() ? line : Text.field(line, LISTED, "# " + why, WIDTH));
  }
}
