package org.portsnare.ban;

/** Takes what the kernel has to enforce, one ban after the other, without an object for each. */
@FunctionalInterface
public interface BanSink {
  /** In place of the end of a ban that has none. */
  long NEVER = 0;

  /**
   * Takes one ban.
   *
   * @param expires when it ends, in milliseconds since 1970; {@link #NEVER} for never
   * @param dropped packets that were dropped because of it, if it is one of a network; those of
   *     addresses are counted later
   */
  void accept(Prefix prefix, long expires, long dropped);
}
