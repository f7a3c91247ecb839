package org.portsnare.bench.host;

import org.portsnare.bench.report.Text;
import org.portsnare.testing.Lab;

/** New scanners from the world: each packet has a new sender, from 11.0.0.0 on. */
public final class Flood {
  public static final int PORT = 23;

  private static final int FIRST = 0x0b000000;

  private Flood() {}

  /**
   * The configuration of trafgen for the senders from index {@code from} up to before {@code to}.
   */
  public static String trafgenConfig(String mac, int from, int to) {
    return """
    {
      eth(da=%s, sa=02:00:00:00:00:01),
      ipv4(ttl=64, da=%s, sa=dinc(%d, %d), id=drnd()),
      tcp(dp=%d, sp=drnd(), syn, win=1024, seq=drnd())
    }
    """
        .formatted(mac, Lab.HOST4, FIRST + from, FIRST + to, PORT);
  }

  /**
   * Sends evenly at a rate, with our own program {@code syns}.
   *
   * @param first index of the first sender
   * @return sent packets per second
   */
  public static double even(Lab lab, String mac, int first, int packets, int perSecond) {
    Lab.Result result =
        lab.inWorld(
            Floor.program("syns"),
            "eth0",
            mac,
            Text.address(first),
            Integer.toString(packets),
            Lab.HOST4,
            Integer.toString(PORT),
            Integer.toString(perSecond));
    if (result.exit() != 0) throw new AssertionError("syns: " + result.err());
    return packets / (Long.parseLong(result.out().strip().split(" ", -1)[1]) / 1e6);
  }
}
