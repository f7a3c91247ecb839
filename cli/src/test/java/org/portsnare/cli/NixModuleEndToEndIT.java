package org.portsnare.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.portsnare.ban.Lifetime;
import org.portsnare.cli.common.ExitStatus;
import org.portsnare.config.Config;
import org.portsnare.config.ConfigReader;
import org.portsnare.testing.Command;

/**
 * The NixOS module, evaluated by Nix with only the needed part of nixpkgs' library. The test builds
 * and checks its configuration file, as nixos-rebuild would.
 */
final class NixModuleEndToEndIT {
  private static final Path SOURCES = ManualTest.SOURCES;
  private static final String EVALUATE =
      SOURCES.resolve("cli/src/test/nix/evaluate.nix").toString();

  @TempDir private Path directory;

  @BeforeEach
  void configureNix() throws IOException {
    directory = directory.toRealPath();
    Files.createDirectories(directory.resolve("conf"));
    // No Nix daemon, no build users, no network.
    Files.writeString(
        directory.resolve("conf/nix.conf"),
        "build-users-group =\nsandbox = false\nsubstituters =\n");
    Path program = Files.createDirectories(directory.resolve("package/bin")).resolve("portsnare");
    Files.writeString(
        program, "#!/bin/sh\nPORTSNARE_NO_BUILD=1 exec " + Guarded.launcher() + " \"$@\"\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
  }

  /** Runs Nix with its own store and without a network interface. */
  private Command.Result nix(String... words) {
    List<String> command = new ArrayList<>(List.of("unshare", "--net", "env"));
    for (String variable : List.of("STORE", "STATE", "LOG", "CONF")) {
      command.add(
          "NIX_" + variable + "_DIR=" + directory.resolve(variable.toLowerCase(Locale.ROOT)));
    }
    command.addAll(List.of(words));
    return Command.of(command.toArray(String[]::new)).result();
  }

  private Command.Result evaluate(String configuration) {
    return withModule(
        "summary", configuration, "nix-instantiate", "--eval", "--strict", "--json", EVALUATE);
  }

  private Command.Result build(String configuration) {
    return withModule("file", configuration, "nix-build", "--no-out-link", EVALUATE);
  }

  /** Runs {@code command} for one attribute of the module's result for a configuration. */
  private Command.Result withModule(String attribute, String configuration, String... command) {
    String portsnare = directory.resolve("package").toString();
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(List.of("-A", attribute, "--arg", "configuration", configuration));
    arguments.addAll(List.of("--argstr", "portsnare", portsnare));
    return nix(arguments.toArray(String[]::new));
  }

  private String ask(String configuration, String filter) {
    return Command.pipe(evaluate(configuration).orFail(), "jq", "-r", filter).strip();
  }

  /** The recipe and the module, as the page about NixOS shows them. */
  private static List<String> blocks() throws IOException {
    String text = Files.readString(SOURCES.resolve("docs/nixos.md"));
    return Stream.of(text.split("```nix\n", -1))
        .skip(1)
        .map(block -> block.substring(0, block.indexOf("```")))
        .toList();
  }

  private static String recipe() throws IOException {
    return blocks().getFirst();
  }

  private static String readme() throws IOException {
    return blocks().getLast();
  }

  @Test
  void everyFileIsNix() throws IOException {
    List<Path> files = new ArrayList<>(List.of(SOURCES.resolve("flake.nix")));
    for (String folder : List.of("packaging/nix", "cli/src/test/nix")) {
      try (Stream<Path> listed = Files.list(SOURCES.resolve(folder))) {
        files.addAll(listed.filter(file -> file.toString().endsWith(".nix")).toList());
      }
    }
    assertThat(files).hasSizeGreaterThanOrEqualTo(9);
    for (Path file : files) nix("nix-instantiate", "--parse", file.toString()).orFail();
  }

  @Test
  void recipeInTheReadmeBecomesTheSameTrapsForTheSameTime() throws IOException {
    Path file = Path.of(build(readme()).orFail().strip());
    assertThat(file.getFileName().toString()).endsWith("-portsnare.toml");
    Config config = ConfigReader.read(file);
    assertThat(config.traps().interfaces()).containsExactly("eth0");
    assertThat(config.traps().tcp()).isSubsetOf(Config.defaults().traps().tcp()).hasSize(15);
    assertThat(config.ban().policy().expire()).isEqualTo(Lifetime.ofDays(10));
    assertThat(ask(readme(), ".failed | length")).isEqualTo("0");
  }

  /** The recipe beside the module works: nft accepts its rules, and its set is saved. */
  @Test
  void recipeInTheReadmeWorks() throws IOException {
    String saved = directory.resolve("ipset.conf").toString();
    String expression =
        "let f = (("
            + recipe()
            + ") { pkgs.ipset = null; }).networking.firewall; in \"${f.extraCommands}\\n"
            + "iptables -S INPUT\\n"
            + "${f.extraStopCommands}\\n"
            + "iptables -S INPUT\"";
    String script =
        Command.pipe(
                nix("nix-instantiate", "--eval", "--json", "-E", expression).orFail(),
                "jq",
                "-r",
                ".")
            .replace("/var/lib/ipset.conf", saved);
    Command.Result result =
        Command.of("unshare", "--net", "sh", "-euc", "iptables -N nixos-fw-refuse\n" + script)
            .result();
    assertThat(result.orFail().lines().filter(rule -> rule.startsWith("-A INPUT -i eth0")))
        .hasSize(3);
    assertThat(Files.readString(Path.of(saved)))
        .contains("create blocked hash:ip", "timeout 864000");
  }

  @Test
  void defaultsOfTheModuleAreThoseOfTheProgram() {
    Command.Result built = build("{ services.portsnare.enable = true; }");
    assertThat(ConfigReader.read(Path.of(built.orFail().strip()))).isEqualTo(Config.defaults());
    assertThat(built.stderr()).contains(": no mistakes");
  }

  @Test
  void mistakesFailTheBuildAndAreNamed() {
    Command.Result built =
        build(
            """
            { services.portsnare = {
                enable = true;
                settings.ban.repeat = [ "soon" ];
                settings.traps.trigerr = "syn";
              };
            }
            """);
    assertThat(built.exit()).isNotZero();
    assertThat(built.stderr())
        .contains("'soon' is not a duration")
        .contains("there is no key 'traps.trigerr'; did you mean 'traps.trigger'?");
  }

  @Test
  void settingsGoBeforeTheOtherOptionsAndBesideThem() {
    String settings =
        ask(
            """
            { services.portsnare = {
                enable = true;
                expire = "30d";
                ports = [ 23 "6000-6063" ];
                settings.ban.expire = "3d";
                settings.allow.addresses = [ "192.0.2.10" ];
              };
            }
            """,
            ".settings | tojson");
    assertThat(settings)
        .isEqualTo(
            "{\"allow\":{\"addresses\":[\"192.0.2.10\"]},\"ban\":{\"expire\":\"3d\"},"
                + "\"traps\":{\"interfaces\":[\"auto\"],\"tcp\":[23,\"6000-6063\"]}}");
  }

  @Test
  void optionsRefuseNonsense() {
    for (String wrong :
        List.of(
            "ports = [ 99999 ];", "ports = [ \"x\" ];", "expire = \"soon\";", "expre = \"1d\";")) {
      Command.Result result =
          evaluate("{ services.portsnare = { enable = true; " + wrong + " }; }");
      assertThat(result.exit()).as(wrong).isNotZero();
      assertThat(result.stderr()).contains("services.portsnare." + wrong.replaceFirst(" .*", ""));
    }
  }

  private String failed(String firewall, String portsnare) {
    return ask(
        "{ networking.firewall = { "
            + firewall
            + " }; services.portsnare = { enable = true; "
            + portsnare
            + " }; }",
        ".failed[]");
  }

  @Test
  void trapOnAPortThatTheFirewallOpensIsRefused() {
    assertThat(failed("allowedTCPPorts = [ 22 23 80 ];", ""))
        .startsWith(
            "services.portsnare: networking.firewall.allowedTCPPorts or its ranges open tcp 23,");
    assertThat(failed("allowedTCPPortRanges = [ { from = 440; to = 450; } ];", ""))
        .contains("tcp 445,");
    assertThat(failed("allowedTCPPorts = [ 6010 ];", "ports = [ \"6000-6063\" ];"))
        .contains("tcp 6000-6063,");
    assertThat(failed("allowedUDPPorts = [ 161 ];", "settings.traps.udp = [ 161 ];"))
        .contains("udp 161,");
    assertThat(failed("allowedTCPPorts = [ 22 80 443 ];", "")).isEmpty();
    assertThat(failed("allowedTCPPorts = [ 23 ];", "ports = [ 445 ];")).isEmpty();
  }

  @Test
  void portOpenOnAnInterfaceMattersIfThatIsGuarded() {
    String open =
        "interfaces.wg0 = { allowedTCPPorts = [ 5432 ]; allowedTCPPortRanges = [ ]; "
            + "allowedUDPPorts = [ ]; allowedUDPPortRanges = [ ]; };";
    assertThat(failed(open, ""))
        .contains("networking.firewall.interfaces.wg0")
        .contains("services.portsnare.interfaces");
    assertThat(failed(open, "interfaces = [ \"eth0\" \"wg0\" ];")).contains("tcp 5432");
    assertThat(failed(open, "interfaces = [ \"eth0\" ];")).isEmpty();
  }

  @Test
  void moduleThatIsNotEnabledDoesNothing() {
    assertThat(ask("{ }", "del(.settings) | tojson"))
        .isEqualTo(
            "{\"enable\":false,\"etc\":[],\"failed\":[],\"groups\":[],\"packages\":0,"
                + "\"services\":{},\"tmpfiles\":[],\"users\":[]}");
  }

  @Test
  void changedSettingsAreReloadedAndRemovalTakesTheTableAway() {
    String services = "{ services.portsnare.enable = true; }";
    assertThat(ask(services, ".services.portsnare | [.reloads, .stopIfChanged] | tojson"))
        .isEqualTo("[true,false]");
    assertThat(
            ask(
                services,
                ".services[\"portsnare-table\"] | [.restartIfChanged, .before[], .unitConfig] |"
                    + " tojson"))
        .isEqualTo(
            "[false,\"portsnare.service\",{\"DefaultDependencies\":false,\"IgnoreOnIsolate\":true}]");
    assertThat(ask(services, ".services[\"portsnare-table\"].serviceConfig.ExecStop"))
        .endsWith("/bin/portsnare down");
  }

  @Test
  void sandboxIsOpenedForFilesThatArePublishedElsewhere() {
    String publishes =
        "{ services.portsnare = { enable = true; settings.publish.dir = \"%s\"; }; }";
    String filter = "[.services.portsnare.serviceConfig.ReadWritePaths[], .tmpfiles[]] | tojson";
    assertThat(ask(publishes.formatted("/srv/list"), filter))
        .isEqualTo("[\"-/srv/list\",\"d /srv/list 0755 portsnare portsnare -\"]");
    assertThat(ask(publishes.formatted("/var/lib/portsnare/public"), filter)).isEqualTo("[]");
  }

  @Test
  void packageWithoutReleaseSaysWhatToDo() {
    Command.Result result =
        nix(
            "nix-instantiate",
            SOURCES.resolve("cli/src/test/nix/package.nix").toString(),
            "--arg",
            "src",
            "null");
    assertThat(result.stderr()).contains("has not been released for").contains("make dist");
  }

  /** An archive like that of make dist. Its program only writes down its arguments. */
  private Path archive() throws IOException {
    Path root = directory.resolve("portsnare-1-linux");
    Path program = Files.createDirectories(root.resolve("bin")).resolve("portsnare");
    Files.writeString(program, "#!/bin/sh\necho \"$@\" >\"$3/command.aot\"\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Files.createDirectories(root.resolve("lib/portsnare"));
    Files.writeString(root.resolve("lib/portsnare/daemon.aot"), "of another place");
    Files.createDirectories(root.resolve("share/man/man1"));
    Files.createDirectories(root.resolve("systemd"));
    Files.writeString(
        root.resolve("systemd/portsnare.service"),
        "[Service]\nExecStart=/usr/bin/portsnare run\nExecReload=/usr/bin/portsnare reload\n");
    Path archive = directory.resolve("portsnare.tar.gz");
    Command.run("tar", "-czf", archive.toString(), "-C", directory.toString(), "portsnare-1-linux");
    return archive;
  }

  @Test
  void packageIsTheArchiveFittedToTheStore() throws IOException {
    Command.Result built =
        nix(
            "nix-build",
            "--no-out-link",
            SOURCES.resolve("cli/src/test/nix/package.nix").toString(),
            "--arg",
            "src",
            archive().toString());
    Path store = Path.of(built.orFail().strip());
    String program = store.resolve("bin/portsnare").toString();
    assertThat(Files.readAllLines(store.resolve("lib/systemd/system/portsnare.service")))
        .contains("ExecStart=" + program + " run", "ExecReload=" + program + " reload");
    assertThat(store.resolve("lib/portsnare/daemon.aot")).doesNotExist();
    assertThat(store.resolve("lib/portsnare/command.aot"))
        .hasContent("train " + program + " " + store.resolve("lib/portsnare") + "\n");
    assertThat(store.resolve("share/man/man1")).isDirectory();
  }

  /** The script needs nixpkgs to run; this test only checks that it is valid Python. */
  @Test
  void scriptOfTheVirtualMachinesIsPython() {
    for (String nftables : List.of("true", "false")) {
      String script =
          "(import "
              + SOURCES.resolve("packaging/nix/vm-test.nix")
              + " { nftables = "
              + nftables
              + "; pkgs = { testers.runNixOSTest = test: test; callPackage = _: _: null; }; })"
              + ".testScript";
      String python =
          Command.pipe(
              nix("nix-instantiate", "--eval", "--json", "-E", script).orFail(), "jq", "-r", ".");
      assertThat(python).contains("def is_dropped():");
      Command.pipe(python, "python3", "-c", "import ast, sys; ast.parse(sys.stdin.read())");
    }
  }

  @Test
  void flakeOffersModuleAndOverlay() {
    String outputs =
        "let flake = import "
            + SOURCES.resolve("flake.nix")
            + "; outputs = flake.outputs { self = outputs; nixpkgs = throw \"not asked for\"; }; in"
            + " [ (builtins.attrNames outputs.nixosModules) (builtins.pathExists"
            + " outputs.nixosModules.default) (builtins.attrNames (outputs.overlays.default {"
            + " callPackage = f: _: f; } { })) ]";
    assertThat(
            nix("nix-instantiate", "--eval", "--strict", "--json", "-E", outputs).orFail().strip())
        .isEqualTo("[[\"default\",\"portsnare\"],true,[\"portsnare\"]]");
  }

  @Test
  void fileIsCheckedWithoutRightsAndWithoutTheMachine() throws IOException {
    Path file = directory.resolve("other.toml");
    Files.writeString(
        file, "[traps]\ninterfaces = [\"eth7\"]\n[publish]\ndir = \"/dev/null/not/here\"\n");
    List<String> nobody =
        List.of("unshare", "--net", "setpriv", "--inh-caps=-all", "--bounding-set=-all");
    List<String> command = new ArrayList<>(nobody);
    command.addAll(
        List.of(
            directory.resolve("package/bin/portsnare").toString(), "check", "-c", file.toString()));
    assertThat(Command.of(command.toArray(String[]::new)).result().exit()).isNotZero();
    command.add("--file-only");
    Command.Result result = Command.of(command.toArray(String[]::new)).result();
    assertThat(result.orFail()).isEqualTo(file + ": no mistakes\n");
    assertThat(result.stderr()).isEmpty();
    command.add("--ruleset");
    assertThat(Command.of(command.toArray(String[]::new)).result().exit())
        .isEqualTo(ExitStatus.USAGE);
  }
}
