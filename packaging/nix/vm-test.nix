# A guarded server and a scanner, as virtual machines:
#   nix-build packaging/nix/vm-test.nix --arg src ./portsnare-0.1.0-linux-amd64.tar.gz
{
  pkgs ? import <nixpkgs> { },
  src ? null,
  # Whether the server has the nftables firewall of NixOS, or that of iptables.
  nftables ? true,
}:
let
  package = pkgs.callPackage ./package.nix { inherit src; };
in
pkgs.testers.runNixOSTest {
  name = "portsnare";

  nodes.server =
    { lib, ... }:
    {
      imports = [ ./module.nix ];
      networking.nftables.enable = nftables;
      networking.firewall.allowedTCPPorts = [ 80 ];
      environment.systemPackages = [ pkgs.nftables ];
      services.nginx.enable = true;
      services.portsnare = {
        enable = lib.mkDefault true;
        inherit package;
        interfaces = [ "eth1" ];
      };
      specialisation.longer.configuration.services.portsnare.expire = "30d";
      specialisation.without.configuration.services.portsnare.enable = false;
    };

  nodes.scanner.environment.systemPackages = [
    pkgs.curl
    pkgs.netcat
  ];

  testScript = ''
    def switch(name):
        server.succeed(f"/run/booted-system/specialisation/{name}/bin/switch-to-configuration test")

    def reaches():
        scanner.succeed("curl -4sf --max-time 5 http://server/ || test $? -eq 22")

    def is_dropped():
        scanner.fail("nc -4z -w 3 server 80")

    start_all()
    server.wait_for_unit("portsnare.service")
    server.wait_for_unit("nginx.service")
    scanner.wait_for_unit("network-online.target")

    with subtest("a service is reached, and a trap bans"):
        reaches()
        scanner.execute("nc -4z -w 3 server 23")
        server.wait_until_succeeds("portsnare list --format plain | grep -q .")
        is_dropped()

    with subtest("a reload of the firewall leaves bans and table alone"):
        server.succeed("systemctl reload ${if nftables then "nftables" else "firewall"}.service")
        is_dropped()

    with subtest("changed settings are reloaded, and the daemon is the same"):
        before = server.succeed("systemctl show -P MainPID portsnare.service")
        switch("longer")
        assert before == server.succeed("systemctl show -P MainPID portsnare.service")
        server.succeed("portsnare check | grep -q 30d")
        is_dropped()

    with subtest("a daemon that has ended leaves its protection"):
        server.succeed("systemctl kill -s KILL portsnare.service")
        is_dropped()
        server.wait_for_unit("portsnare.service")

    with subtest("a reboot keeps the ban"):
        server.shutdown()
        server.start()
        server.wait_for_unit("portsnare.service")
        server.wait_for_unit("nginx.service")
        is_dropped()

    with subtest("without it in the configuration there is nothing left"):
        switch("without")
        server.fail("nft list table inet portsnare")
        server.fail("systemctl cat portsnare.service")
        server.fail("test -e /etc/portsnare/portsnare.toml")
        reaches()
  '';
}
