package org.portsnare.cli;

/** The text of {@link DetectionPage} beside its tables. */
final class DetectionProse {
  static final String BEGINNING =
      """
      # What is caught

      Scanners and honest programs were run against a guarded host, over IPv4 and IPv6, under seven
      configurations. `DetectionEndToEndIT` does so and fails when a cell is no longer true; with
      `-Ddetection.update=true` it writes this page. The tools are those of Debian 12; the host and the
      world are two network namespaces.

      The scanned ports, in this order: 1, 7, 9, 13, 19 are closed and no traps; 23, 111, 135 are traps
      of the defaults; 8080 has a web server. The commands are [below](#commands).

      """;

  static final String LEGEND =
      """

      Stealth probes, which are packets that no TCP sends, ban under all of them.

      A cell such as `6 syn probable` reads: the sender's 6th packet to the host led to its ban; the
      trap was `syn`; its evidence was `probable` after the scan. `-`: no ban.

      - Traps: `syn`, a SYN to a trap port; `handshake`, a completed handshake with one; `stealth`;
        `closed`, a SYN to one closed port too many; `sweep`, to one own address too many; `udp`, a datagram to a UDP trap.
      - Evidence: `confirmed`, the sender has completed a handshake, so its address is not forged;
        `probable`, it has not.
      - The packet is the one that the ledger keeps with the ban, found again in a capture from the
        guarded interface. A handshake counts at the ACK that completes it. Each fragment counts as
        a packet, and the whole at its last one.
      - Not counted: IPv6 neighbour discovery, and resets without ACK, with which the sender's own
        kernel answers what comes back from the host.
      """;

  static final String INNOCENTS =
      """

      ## Innocents

      The host has a web server on port 80, a name server on UDP and TCP port 53, and sshd. Each program
      got what it wanted, over IPv4 and over IPv6. Bans:

      """;

  static final String NOTES =
      """

      `chromium` is given a name and tries port 443 too, which is closed here: one of the five closed
      ports that it takes in the fourth configuration.

      ## Notes

      - `-sA`, `-sW`, `-sM` send a bare ACK, or FIN and ACK. That is what an honest client sends whose
        connection the host has forgotten, after a restart or a time out. A rule against it would ban
        innocents, so there is none. They learn nothing: a trap answers as a closed port does.
      - `-sU`: the sender of a datagram is forged easily and cannot be asked for proof. There are no UDP
        traps by default; those of `traps.udp` only record, unless `udp-bans` says otherwise.
      - `-sY`, `-sZ`, `-sO`: SCTP and other protocols have no traps.
      - `-sS`, masscan, zmap and hping3 never complete a handshake: under `handshake` they are not
        banned. They are told that the traps are open.
      - `-sV` is a half-open scan first. Under `handshake` nmap then takes the traps for services, and
        connects.
      - `-O` sends null and SYN+FIN probes. The second row, without traps among the ports, is caught by
        them alone.
      - `-f`: fragments of 8 bytes, `-f -f`: of 16. The kernel puts them together before the rules see
        them.
      - All suspects over IPv6 are of one /56, so these runs go without `ban.ipv6-ladder`.
      - `-D` and `-sI` scan in the name of others. The decoys and the zombie get a `probable` ban under
        `syn`; under `handshake` nobody is banned. With `-sI` the scanner itself sends nothing to the
        host, so there is nothing to ban it for. `ban.expire-probable` shortens what innocents suffer,
        `allow.addresses` spares those who must not.
      - The zombie here numbers its packets one by one, by a rule of nftables. Linux does not, and nmap
        refuses it: "cannot be used because IP ID sequence class is: All zeros."
      - `hping3` sends three SYNs to one trap: three hits, but one closed port. `zmap` sends one.
        masscan shuffles the ports, here with a fixed seed.
      - Over IPv4 only: zmap, hping3, and of nmap `-f` ("Random targets, FTP bounce scan, and
        fragmentation are not supported with IPv6.") and `-sI` (nmap 7.93 ends `-6 -sI` with a
        segmentation fault).
      - SYN cookies over IPv6 need a checksum that was verified before, by the network card or by GRO,
        which Linux has on for network cards. Otherwise the kernel (seen with 6.18) checks it as if the
        packet was IPv4, and drops it: over IPv6 no handshake completes, bans stay `probable`, and
        `handshake` bans nobody. Here the wire is as between network cards: complete checksums
        (`ethtool -K eth0 tx off` in the world) and GRO (`ethtool -K wan gro on` on the host).
      """;

  static final String CRAFTED =
      """

      ## Crafted packets and odd cases

      Written by tests of their own, on the real kernel, with packets. Each name is that of the test.

      | case | what happens | test |
      | --- | --- | --- |
      | all 512 combinations of the nine TCP flag bits, IPv4 and IPv6, to a trap, a closed and an open port | without SYN, RST and ACK: banned; SYN with FIN or RST: banned; another SYN to a trap: banned; else nobody | `TcpFlagsKernelIT` |
      | ACK, window, Maimon, SYN/ACK, FIN/ACK, RST to a trap and to a closed port | the same answers, no ban | `TcpFlagsKernelIT` |
      | UDP and SCTP to a trap and to a closed port | the same answers, no ban | `FragmentsKernelIT` |
      | a SYN to a trap in two fragments, IPv4 and IPv6, also between IPv6 extension headers, with and without proof | banned | `FragmentsKernelIT` |
      | an upload in fragments, lone later fragments | nobody | `FragmentsKernelIT` |
      | a SYN or a NULL probe that is cut off, with a data offset below 5; a SYN with a wrong checksum | nobody | `FragmentsKernelIT` |
      | a SYN by way of NAT64, Teredo, a network's own NAT64 | the single address | `SendersKernelIT` |
      | a SYN of a 6to4 sender | its /64 | `SendersKernelIT` |
      | forged senders `::ffff:a.b.c.d`, `::a.b.c.d`, `::1`, `::`, 127.0.0.0/8 | dropped, nobody | `SendersKernelIT` |
      | a forged SYN of a peer that the host talks to, over TCP or UDP | a probable ban; 0 of 4,000 requests fail | `AnswersKernelIT` |
      | an open connection of a scanner that is confirmed | ends within a second, nothing more is sent | `BothDirectionsEndToEndIT` |
      | 20,000 forged SYNs and ACKs per second | a real connect is confirmed within a second, in six configurations | `FilledSetsKernelIT` |
      | two traps, half open, in that flood | 20 of 20 scanners banned | `FilledSetsKernelIT` |
      | 60 networks of one IPv6 site in turn | the /56, after four to six | `BothDirectionsEndToEndIT` |
      | 100 changes of route and interface, 10,000 packets per second of a banned sender | 0 pass | `BothDirectionsEndToEndIT` |
      | default routes of another table, split default routes | guarded | `HostKernelIT` |
      | innocent: macOS, which sends a bare FIN with timestamps where a program gives up before the answer to its SYN | nobody; not answered | `TcpFlagsKernelIT` |
      | innocent: a laptop on a private network to which the host is attached | nobody | `HostKernelIT` |
      | innocent: a client of a service that restarts, or listens in one family | nobody | `InnocentsEndToEndIT` |
      | innocent: a resolver that comes again over TCP 53, where only UDP 53 is served | nobody | `HostKernelIT` |
      | innocent: a browser that follows a link to a trap (Chromium) | ten minutes, as `browser`, unpublished | `BrowserEndToEndIT` |
      | `traps.closed`: a port on which nothing has listened for a week | an hour, then as `ban.repeat` says | `ClosedTrapsEndToEndIT` |
      | innocent, `traps.closed`: a client of a service that restarts, is down for a day, has moved, or listens in one family, on another address or on loopback; a peer of a program that has ended; a stopped container's port | nobody | `ClosedTrapsEndToEndIT` |
      | `traps.sweep = 3`: SYNs to three addresses of this host where nothing listens, ports of `traps.except` too | the sender, as `sweep`, at the third address | `TriggersEndToEndIT` |
      | innocent, `traps.sweep = 3`: a browser that tries two addresses again and again, a client of services on all of them | nobody | `TriggersEndToEndIT` |
      """;

  static final String PORTS =
      """

      ## Why these ports are traps by default

      A named trap bans for ten days. So it is a port that scanners ask for and that no stranger has any business
      with, even on a host that serves it: its clients are few, and known to whoever runs it. A port on which
      something listens, or did within the last hour, is no trap. Where scanners look is taken from two captures of
      an attacked host, from reports of honeypots (F5 Labs 2021: 5900, 3389, 3306, 21, 9200 besides SSH) and from a
      network telescope (ORION, January 2025: 23 and 2323 above all).

      | port | what scanners look for | who else could come |
      | --- | --- | --- |
      | 21 | FTP with weak passwords | a client of a service that has gone for good |
      | 23, 2323 | telnet of cameras and routers; the largest share of all | nobody |
      | 53 | open resolvers, over TCP | a resolver, where a name server is there over UDP: no trap then |
      | 81, 88 | web pages of cameras and recorders | a Kerberos client of a server that is there: no trap then |
      | 111, 135, 137-139, 445 | RPC, NetBIOS and SMB, worms among them | a laptop nearby: exempt by `allow.local` |
      | 1433, 1521, 3306, 5432 | SQL Server, Oracle, MySQL, PostgreSQL | an application of the same people |
      | 6379, 9200, 11211, 27017, 27019 | Redis, Elasticsearch, memcached, MongoDB, mostly without a password | the same |
      | 2375 | the Docker API without TLS, which is root | nobody |
      | 3389, 5900, 5985 | RDP, VNC, WinRM | whoever works there from afar, and knows it |
      | 5555 | Android's debug bridge | nobody |
      | 7547, 37215, 52869 | remote administration of home routers, with known holes | the router's provider, not this host's |
      | 8291, 8728 | MikroTik's Winbox and API | nobody |
      | 9100 | printers | a laptop nearby: exempt by `allow.local` |
      | 25565 | Minecraft servers | a player whose server has gone for good |

      Left out although they are scanned: 22, 25, 80, 443, 465, 587, 853, 993, 995, 8080, 8443 and their like, which
      people try in good faith; 1080, 3128 and 6667, with which IRC servers look back at whoever connects to them;
      1723, 1883, 5060, 5672, whose clients come for days after a service has ended; 2222, which a tired
      administrator tries.
      """;

  static final String COMMANDS =
      """

      ## Commands

      SCAN is what the first column says; `-O` has `--max-os-tries 1` too, and `-sV` has
      `--version-light --host-timeout 10s`; `-sI` goes without `-e` and `-S`. One probe at a time and none
      twice: then the number of a packet is the same in every run.

      """;

  private DetectionProse() {}
}
