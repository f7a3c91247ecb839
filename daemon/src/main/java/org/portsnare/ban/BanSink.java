package org.portsnare.ban;

/** Receives the bans that the kernel has to enforce, one by one, without an object for each. */
@FunctionalInterface
public interface BanSink {
  /** Value for the end of a ban that never ends. */
  long NEVER = 0;

  /**
   * Takes one ban.
   *
   * @param expires when it ends, in milliseconds since 1970; {@link #NEVER} for never
   * @param dropped number of packets that were dropped because of it, for a ban of a network;
   *     counts of addresses come later
   */
  void accept(Prefix prefix, long expires, long dropped);
}
