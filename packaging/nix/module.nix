# services.portsnare: see docs/nixos.md, and docs/design/0018-nixos.md for the reasons.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.services.portsnare;
  firewall = config.networking.firewall;
  defaults = import ./defaults.nix;
  format = pkgs.formats.toml { };
  stateDir = "/var/lib/portsnare";

  # Checked during the build: an error fails the build, and the running system stays as it is.
  configFile =
    let
      plain = format.generate "portsnare.toml" cfg.settings;
      checked = pkgs.runCommand "portsnare.toml" { nativeBuildInputs = [ cfg.package ]; } ''
        portsnare check --file-only --config ${plain}
        cp ${plain} $out
      '';
    in
    if pkgs.stdenv.buildPlatform.canExecute pkgs.stdenv.hostPlatform then checked else plain;

  setting = table: key: cfg.settings.${table}.${key} or defaults.${table}.${key};

  # A port, or "6000-6063"; null for a wrong value, which the check of the file will report.
  range =
    port:
    let
      ends = builtins.match "([0-9]+)(-([0-9]+))?" (toString port);
      from = lib.toIntBase10 (builtins.elemAt ends 0);
      last = builtins.elemAt ends 2;
    in
    if ends == null then
      null
    else
      {
        inherit from;
        to = if last == null then from else lib.toIntBase10 last;
      };

  traps = protocol: lib.filter (trap: trap != null) (map range (setting "traps" protocol));

  overlap = a: b: a.from <= b.to && b.from <= a.to;

  text = ports: if ports.from == ports.to then toString ports.from else "${toString ports.from}-${toString ports.to}";

  # Options that open ports in the firewall. Without names of guarded interfaces, each may be guarded.
  openings =
    let
      names = setting "traps" "interfaces";
      guarded = lib.filterAttrs (name: _: lib.elem "auto" names || lib.elem name names) firewall.interfaces;
    in
    [
      {
        path = "networking.firewall";
        opens = firewall;
        hint = "";
      }
    ]
    ++ lib.mapAttrsToList (name: opens: {
      path = "networking.firewall.interfaces.${name}";
      inherit opens;
      hint = " If ${name} is not to be guarded, name those that are in services.portsnare.interfaces.";
    }) guarded;

  # A port is either a trap or a service.
  separation =
    protocol:
    {
      path,
      opens,
      hint,
    }:
    let
      upper = lib.toUpper protocol;
      option = if protocol == "tcp" then "ports" else "settings.traps.udp";
      opened = map range opens."allowed${upper}Ports" ++ opens."allowed${upper}PortRanges";
      clashes = lib.filter (trap: lib.any (overlap trap) opened) (traps protocol);
    in
    {
      assertion = clashes == [ ];
      message =
        "services.portsnare: ${path}.allowed${upper}Ports or its ranges open ${protocol} "
        + "${lib.concatMapStringsSep ", " text clashes}, where there are traps: whoever connects would be "
        + "banned. Take them out of services.portsnare.${option}, or close them.${hint}";
    };

  # Published directories outside of the daemon's own directory; its sandbox must let it write there.
  elsewhere = lib.filter (dir: !lib.hasPrefix "${stateDir}/" dir) (
    lib.optional (cfg.settings ? publish.dir) cfg.settings.publish.dir
  );
in
{
  options.services.portsnare = {
    enable = lib.mkEnableOption "Portsnare, which bans whoever touches a trap port";

    package = lib.mkOption {
      type = lib.types.package;
      default = pkgs.callPackage ./package.nix { };
      defaultText = lib.literalExpression "pkgs.portsnare";
      description = "The package to use.";
    };

    interfaces = lib.mkOption {
      type = lib.types.listOf lib.types.str;
      default = defaults.traps.interfaces;
      example = [ "eth0" ];
      description = ''
        Guarded interfaces. `auto` stands for those with a default route.
      '';
    };

    ports = lib.mkOption {
      type = lib.types.listOf (lib.types.either lib.types.port (lib.types.strMatching "[0-9]+-[0-9]+"));
      default = defaults.traps.tcp;
      example = [
        23
        445
        "6000-6063"
      ];
      description = ''
        TCP ports that nobody has any business touching, single or as a range in quotes.
      '';
    };

    expire = lib.mkOption {
      type = lib.types.strMatching "never|[0-9]+[smhd]";
      default = defaults.ban.expire;
      example = "30d";
      description = "How long the first ban of an address lasts.";
    };

    settings = lib.mkOption {
      type = format.type;
      default = { };
      example = {
        allow.addresses = [ "192.0.2.10" ];
        ban.repeat = [
          "30d"
          "180d"
        ];
      };
      description = ''
        Contents of {file}`/etc/portsnare/portsnare.toml`, see {manpage}`portsnare.toml(5)`.
        What is set here goes before the other options. Mistakes fail the build.
      '';
    };
  };

  config = lib.mkIf cfg.enable {
    assertions = lib.concatMap (opening: [
      (separation "tcp" opening)
      (separation "udp" opening)
    ]) openings;

    services.portsnare.settings = {
      traps.interfaces = lib.mkDefault cfg.interfaces;
      traps.tcp = lib.mkDefault cfg.ports;
      ban.expire = lib.mkDefault cfg.expire;
    };

    environment.systemPackages = [ cfg.package ];
    environment.etc."portsnare/portsnare.toml".source = configFile;

    users.users.portsnare = {
      isSystemUser = true;
      group = "portsnare";
      description = "Portsnare";
      home = stateDir;
    };
    users.groups.portsnare = { };

    # The unit of the package, with its sandbox and its order before network-pre.target.
    systemd.packages = [ cfg.package ];
    systemd.services.portsnare = {
      wantedBy = [ "multi-user.target" ];
      reloadTriggers = [ configFile ];
      # Without a gap: the new daemon takes over the table.
      stopIfChanged = false;
      # The "-" allows a missing directory: the host is then guarded without publishing.
      serviceConfig.ReadWritePaths = map (dir: "-${dir}") elsewhere;
    };
    systemd.tmpfiles.rules = map (dir: "d ${dir} 0755 portsnare portsnare -") elsewhere;

    # The table outlives the daemon. This unit stops only when it is no longer in the configuration: not
    # when it changes, and not at shutdown.
    systemd.services.portsnare-table = {
      description = "Remove the table of Portsnare once the configuration is without it";
      wantedBy = [ "multi-user.target" ];
      # Stopping uses the reverse order: this unit stops after the daemon.
      before = [ "portsnare.service" ];
      restartIfChanged = false;
      unitConfig = {
        DefaultDependencies = false;
        IgnoreOnIsolate = true;
      };
      serviceConfig = {
        Type = "oneshot";
        RemainAfterExit = true;
        ExecStop = "${cfg.package}/bin/portsnare down";
      };
    };
  };
}
