# Evaluates services.portsnare with a configuration, without nixpkgs.
#
#   nix-instantiate --eval --strict --json evaluate.nix -A summary \
#     --arg configuration '{ services.portsnare.enable = true; }' --argstr portsnare /usr
#   nix-build --no-out-link evaluate.nix -A file ...
{
  # A module of NixOS.
  configuration,
  # A directory with bin/portsnare.
  portsnare,
  # The real one, for those who have it: --arg lib 'import <nixpkgs/lib>'.
  lib ? import ./lib.nix,
}:
let
  # Without a store of packages the tools of this machine do.
  run =
    name: attributes: script:
    derivation {
      inherit name;
      system = builtins.currentSystem;
      builder = "/bin/sh";
      args = [
        "-euc"
        script
      ];
      PATH = "${toString (map (p: "${p}/bin") (attributes.nativeBuildInputs or [ ]))}:/usr/bin:/bin";
    };

  # Each key with its whole path: TOML has strings, numbers and arrays as JSON has them.
  toml =
    path: value:
    if builtins.isAttrs value then
      builtins.concatStringsSep "" (
        map (name: toml (path ++ [ name ]) value.${name}) (builtins.attrNames value)
      )
    else
      "${builtins.concatStringsSep "." path} = ${builtins.toJSON value}\n";

  pkgs = {
    stdenv.buildPlatform.canExecute = _: true;
    stdenv.hostPlatform = { };
    runCommand = run;
    callPackage = _: _: throw "the test names the package";
    formats.toml = _: {
      type = lib.types.anything;
      generate = name: value: builtins.toFile name (toml [ ] value);
    };
  };

  inherit
    (lib.evalModules {
      specialArgs = { inherit pkgs; };
      modules = [
        (import ./nixos.nix)
        (import ../../../../packaging/nix/module.nix)
        configuration
        {
          services.portsnare.package = {
            type = "derivation";
            outPath = portsnare;
          };
        }
      ];
    })
    config
    ;
in
{
  # What matters, without what would have to be built.
  summary = {
    inherit (config.services.portsnare) enable settings;
    failed = map (a: a.message) (builtins.filter (a: !a.assertion) config.assertions);
    etc = builtins.attrNames config.environment.etc;
    services = builtins.mapAttrs (
      _: service: removeAttrs service [ "reloadTriggers" ] // { reloads = service ? reloadTriggers; }
    ) config.systemd.services;
    users = builtins.attrNames config.users.users;
    groups = builtins.attrNames config.users.groups;
    tmpfiles = config.systemd.tmpfiles.rules;
    packages = builtins.length config.systemd.packages + builtins.length config.environment.systemPackages;
  };

  # /etc/portsnare/portsnare.toml.
  file = config.environment.etc."portsnare/portsnare.toml".source;
}
