package org.portsnare.firewall;

import java.util.Map;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.netfilter.nftables.NfTables;

/** The table's counts since it was created, in packets unless it says bytes. */
public record Counters(Map<String, NfTables.Count> all) {
  /** Packets from banned senders, dropped. */
  public long banned() {
    return packets(Ruleset.BANNED);
  }

  /** Packets that led to a ban, or were recorded. */
  public long trapped() {
    return packets(Ruleset.TRAPPED);
  }

  /** Completed handshakes with traps. */
  public long proved() {
    return packets(Ruleset.PROVED);
  }

  /**
   * SYNs answered with a SYN cookie instead of a ban: the flood breaker, or the trigger handshake.
   */
  public long asked() {
    return packets(Ruleset.ASKED);
  }

  /** Packets dropped without a ban, because there were too many: the flood breaker. */
  public long spared() {
    return packets(Ruleset.SPARED);
  }

  /** ACKs to traps above the limit of a sender: somebody guesses at cookies. */
  public long guessed() {
    return packets(Ruleset.GUESSED);
  }

  /** Packets to traps, dropped; their senders could not be banned because the set was full. */
  public long full() {
    return packets(Ruleset.FULL);
  }

  /** Packets to traps, dropped, from senders with too few hits for a ban. */
  public long below() {
    return packets(Ruleset.BELOW);
  }

  /** Packets from senders that cannot be on a wire, such as loopback; dropped. */
  public long unreal() {
    return packets(Ruleset.UNREAL);
  }

  /** Packets to confirmed scanners, sent or forwarded by this host; dropped. */
  public long cut() {
    return packets(Ruleset.CUT);
  }

  /** Bytes from banned senders, dropped. */
  public long bannedBytes() {
    return all.getOrDefault(Ruleset.BANNED, NfTables.Count.ZERO).bytes();
  }

  private long packets(String counter) {
    return all.getOrDefault(counter, NfTables.Count.ZERO).packets();
  }
}
