package org.portsnare.ban;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How wide and how long bans are.
 *
 * @param expire how long the first ban of an address lasts
 * @param expireProbable how long every ban lasts whose evidence may be forged; null for no
 *     difference
 * @param expireClosed how long the first ban lasts for touching a closed port that is no named
 *     trap; null for no difference
 * @param repeat how long its second, third, ... ban lasts; the last one stands for all further
 *     ones, and where there is none every ban lasts {@code expire}
 * @param ipv4Prefix how many bits of an IPv4 sender one hit bans
 * @param ipv6Prefix how many bits of an IPv6 sender one hit bans
 * @param ipv4Ladder when a ban grows into one of a network, the narrowest step first
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

  /** How long the first ban lasts, for which the kernel needs no memory. */
  public Lifetime first(Evidence evidence) {
    return lifetime(1, evidence);
  }

  /** How many bits of a sender one hit bans. */
  public int prefixLength(boolean ipv6) {
    return ipv6 ? ipv6Prefix : ipv4Prefix;
  }

  /** The steps by which bans grow, the narrowest first. */
  public List<Step> ladder(boolean ipv6) {
    return ipv6 ? ipv6Ladder : ipv4Ladder;
  }

  /** Whether any ban lasts longer or shorter under {@code other}. */
  public boolean sameLifetimes(BanPolicy other) {
    return expire.equals(other.expire)
        && Objects.equals(expireProbable, other.expireProbable)
        && Objects.equals(expireClosed, other.expireClosed)
        && repeat.equals(other.repeat);
  }
}
