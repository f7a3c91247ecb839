package org.portsnare.firewall;

import java.util.Map;
import org.portsnare.netfilter.nftables.NfTables;

/** What the table has counted since it was made, in packets. */
public record Counters(Map<String, NfTables.Count> all) {
  /** From banned senders, dropped. */
  public long banned() {
    return packets(Ruleset.BANNED);
  }

  /** That led to a ban, or were recorded. */
  public long trapped() {
    return packets(Ruleset.TRAPPED);
  }

  /** Handshakes with traps that were completed. */
  public long proved() {
    return packets(Ruleset.PROVED);
  }

  /** Answered with a SYN cookie instead of a ban: the flood breaker, or the trigger handshake. */
  public long asked() {
    return packets(Ruleset.ASKED);
  }

  /** Dropped without a ban, because there were too many of them: the flood breaker. */
  public long spared() {
    return packets(Ruleset.SPARED);
  }

  /** ACKs to traps beyond what a sender may try: somebody guesses at cookies. */
  public long guessed() {
    return packets(Ruleset.GUESSED);
  }

  /** To traps, dropped, whose sender could not be banned because the set was full. */
  public long full() {
    return packets(Ruleset.FULL);
  }

  /** To traps, dropped, of senders with too few hits for a ban. */
  public long below() {
    return packets(Ruleset.BELOW);
  }

  /** From senders that cannot be on a wire, such as loopback; dropped. */
  public long unreal() {
    return packets(Ruleset.UNREAL);
  }

  /** Of this host, or passed on by it, to confirmed scanners; dropped. */
  public long cut() {
    return packets(Ruleset.CUT);
  }

  /** Bytes of banned senders, dropped. */
  public long bannedBytes() {
    return all.getOrDefault(Ruleset.BANNED, NfTables.Count.ZERO).bytes();
  }

  private long packets(String counter) {
    return all.getOrDefault(counter, NfTables.Count.ZERO).packets();
  }
}
