package org.portsnare.ban;

import java.util.List;

/**
 * How wide and how long bans are.
 *
 * @param expire how long the first ban of an address lasts
 * @param repeat how long its second, third, ... ban lasts; the last one stands for all further
 *     ones, and where there is none every ban lasts {@code expire}
 * @param ipv4Prefix how many bits of an IPv4 sender one hit bans
 * @param ipv6Prefix how many bits of an IPv6 sender one hit bans
 */
public record BanPolicy(Lifetime expire, List<Lifetime> repeat, int ipv4Prefix, int ipv6Prefix) {
  public BanPolicy {
    repeat = List.copyOf(repeat);
  }

  /** How long the {@code nth} ban of one address lasts, counted from 1. */
  public Lifetime lifetime(int nth) {
    if (nth <= 1 || repeat.isEmpty()) return expire;
    return repeat.get(Math.min(nth - 2, repeat.size() - 1));
  }

  /** How many bits of a sender one hit bans. */
  public int prefixLength(boolean ipv6) {
    return ipv6 ? ipv6Prefix : ipv4Prefix;
  }
}
