package org.portsnare.ban;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How wide bans are, and how long they last.
 *
 * @param expire how long the first ban of an address lasts
 * @param expireProbable how long every ban lasts whose evidence may be forged; null for the same
 *     time as other bans
 * @param expireClosed how long the first ban lasts for touching a closed port that is no named
 *     trap; null for the same time as other bans
 * @param repeat how long the second, third, ... ban lasts; the last entry holds for all further
 *     ones. If it is empty, every ban lasts {@code expire}
 * @param ipv4Prefix number of bits of an IPv4 address that one hit bans
 * @param ipv6Prefix number of bits of an IPv6 address that one hit bans
 * @param ipv4Ladder when a network is banned as a whole, the narrowest step first
 * @param ipv6Ladder as {@code ipv4Ladder}
 */
public record BanPolicy(
    Lifetime expire,
    @Nullable Lifetime expireProbable,
    @Nullable Lifetime expireClosed,
    List<Lifetime> repeat,
    int ipv4Prefix,
    int ipv6Prefix,
    List<Step> ipv4Ladder,
    List<Step> ipv6Ladder) {
  public BanPolicy {
    repeat = List.copyOf(repeat);
    ipv4Ladder = List.copyOf(ipv4Ladder);
    ipv6Ladder = List.copyOf(ipv6Ladder);
  }

  /** How long the {@code nth} ban of one address lasts, counted from 1, on this evidence. */
  public Lifetime lifetime(int nth, Evidence evidence) {
    if (evidence == Evidence.PROBABLE && expireProbable != null) return expireProbable;
    if (nth <= 1 || repeat.isEmpty()) return expire;
    return repeat.get(Math.min(nth - 2, repeat.size() - 1));
  }

  /** As {@link #lifetime(int, Evidence)}, for a ban that this trap made. */
  public Lifetime lifetime(int nth, Evidence evidence, Trigger trigger) {
    boolean closed = trigger == Trigger.CLOSED && evidence == Evidence.PROBABLE;
    return closed && nth <= 1 && expireClosed != null ? expireClosed : lifetime(nth, evidence);
  }

  /** How long the first ban lasts; the kernel uses this, because it does not know earlier bans. */
  public Lifetime first(Evidence evidence) {
    return lifetime(1, evidence);
  }

  /** Number of bits of an address that one hit bans. */
  public int prefixLength(boolean ipv6) {
    return ipv6 ? ipv6Prefix : ipv4Prefix;
  }

  /** The steps by which bans grow, the narrowest first. */
  public List<Step> ladder(boolean ipv6) {
    return ipv6 ? ipv6Ladder : ipv4Ladder;
  }

  /** Whether all bans last as long under {@code other}. */
  public boolean sameLifetimes(BanPolicy other) {
    return expire.equals(other.expire)
        && Objects.equals(expireProbable, other.expireProbable)
        && Objects.equals(expireClosed, other.expireClosed)
        && repeat.equals(other.repeat);
  }
}
