package org.portsnare.fact;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What people run on a port, and so what a scanner looks for. */
public final class PortNames {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(21, "FTP"),
          Map.entry(22, "SSH"),
          Map.entry(23, "telnet"),
          Map.entry(25, "SMTP"),
          Map.entry(53, "DNS"),
          Map.entry(80, "HTTP"),
          Map.entry(81, "cameras"),
          Map.entry(88, "Kerberos"),
          Map.entry(110, "POP3"),
          Map.entry(111, "portmapper"),
          Map.entry(135, "Windows RPC"),
          Map.entry(137, "NetBIOS"),
          Map.entry(138, "NetBIOS"),
          Map.entry(139, "NetBIOS"),
          Map.entry(143, "IMAP"),
          Map.entry(161, "SNMP"),
          Map.entry(389, "LDAP"),
          Map.entry(443, "HTTPS"),
          Map.entry(445, "SMB, file shares"),
          Map.entry(502, "Modbus, industry"),
          Map.entry(512, "rexec"),
          Map.entry(513, "rlogin"),
          Map.entry(514, "rsh, syslog"),
          Map.entry(515, "printers"),
          Map.entry(548, "AFP, file shares"),
          Map.entry(554, "RTSP, cameras"),
          Map.entry(623, "IPMI, servers"),
          Map.entry(873, "rsync"),
          Map.entry(993, "IMAPS"),
          Map.entry(1080, "SOCKS proxy"),
          Map.entry(1433, "SQL Server"),
          Map.entry(1521, "Oracle"),
          Map.entry(1723, "PPTP"),
          Map.entry(1883, "MQTT"),
          Map.entry(2049, "NFS"),
          Map.entry(2323, "telnet"),
          Map.entry(2375, "Docker"),
          Map.entry(2376, "Docker"),
          Map.entry(3128, "proxy"),
          Map.entry(3306, "MySQL"),
          Map.entry(3389, "RDP, remote desktop"),
          Map.entry(5038, "Asterisk"),
          Map.entry(5060, "SIP, telephony"),
          Map.entry(5432, "PostgreSQL"),
          Map.entry(5555, "Android debugging"),
          Map.entry(5900, "VNC, remote desktop"),
          Map.entry(5901, "VNC, remote desktop"),
          Map.entry(5984, "CouchDB"),
          Map.entry(5985, "WinRM"),
          Map.entry(6379, "Redis"),
          Map.entry(7547, "TR-069, routers"),
          Map.entry(8080, "HTTP"),
          Map.entry(8291, "MikroTik"),
          Map.entry(8443, "HTTPS"),
          Map.entry(8728, "MikroTik"),
          Map.entry(9100, "printers"),
          Map.entry(9200, "Elasticsearch"),
          Map.entry(11211, "memcached"),
          Map.entry(25565, "Minecraft"),
          Map.entry(27017, "MongoDB"),
          Map.entry(27019, "MongoDB"),
          Map.entry(37215, "Huawei routers"),
          Map.entry(52869, "routers"));

  private PortNames() {}

  /**
   * The ports with a name in which a word begins with {@code begin}.
   *
   * @param begin in lower case
   */
  public static Set<Integer> find(String begin) {
    return NAMES.entrySet().stream()
        .filter(entry -> (" " + entry.getValue().toLowerCase(Locale.ROOT)).contains(" " + begin))
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The name; empty for a port without one. */
  public static String of(int port) {
    return NAMES.getOrDefault(port, "");
  }
}
