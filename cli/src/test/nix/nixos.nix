# The options of NixOS that packaging/nix/module.nix reads and sets, as far as it goes without submodules.
{ lib, ... }:
let
  inherit (lib) mkOption types;
  option =
    type: default:
    mkOption { inherit type default; };
  ports = {
    allowedTCPPorts = option (types.listOf types.port) [ ];
    allowedUDPPorts = option (types.listOf types.port) [ ];
    allowedTCPPortRanges = option (types.listOf types.attrs) [ ];
    allowedUDPPortRanges = option (types.listOf types.attrs) [ ];
  };
in
{
  options = {
    assertions = option (types.listOf types.attrs) [ ];
    environment.etc = option types.anything { };
    environment.systemPackages = option (types.listOf types.package) [ ];
    networking.firewall = ports // {
      interfaces = option types.anything { };
    };
    systemd.packages = option (types.listOf types.package) [ ];
    systemd.services = option types.anything { };
    systemd.tmpfiles.rules = option (types.listOf types.str) [ ];
    users.users = option types.anything { };
    users.groups = option types.anything { };
  };
}
