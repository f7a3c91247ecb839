# The defaults of portsnare.toml(5). Written by make docs. Do not change it here.
{
  observe = false;
  traps.interfaces = [ "auto" ];
  traps.tcp = [ 21 23 53 111 135 137 138 139 445 1433 3306 3389 5432 25565 27019 ];
  traps.udp = [];
  traps.trigger = "syn";
  traps.prove = true;
  traps.hits = 1;
  traps.within = "10s";
  traps.stealth = true;
  traps.closed-ports = 0;
  traps.udp-bans = false;
  traps.forwarded = false;
  ban.expire = "10d";
  ban.repeat = [ "30d" "180d" ];
  ban.ipv4-prefix = 32;
  ban.ipv6-prefix = 64;
  ban.ipv4-ladder = [];
  ban.ipv6-ladder = [];
  ban.new-per-second = 200;
  ban.max = 1000000;
  ban.response = "drop";
  allow.addresses = [];
  allow.auto = true;
  daemon.state-dir = "/var/lib/portsnare";
  daemon.control-socket = "/run/portsnare/control.sock";
  daemon.own-table = true;
  daemon.nflog-group = 42;
  publish.every = "10m";
  publish.evidence = "confirmed";
  publish.min-age = 0;
  publish.hide-ports = false;
  publish.contact = "";
  web.listen = "127.0.0.1:8480";
  web.public = false;
  web.hosts = [];
}
