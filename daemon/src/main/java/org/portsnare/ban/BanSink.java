package org.portsnare.ban;

/** Takes what the kernel has to know of bans, one after the other, without an object for each. */
@FunctionalInterface
public interface BanSink {
  /** In place of the end of a ban that has none. */
  long NEVER = 0;

  /**
   * Takes one ban.
   *
   * @param since when it began, in milliseconds since 1970
   * @param expires when it ends, in milliseconds since 1970; {@link #NEVER} for never
   * @param dropped packets that were dropped because of it
   */
  void accept(Prefix prefix, long since, long expires, long dropped);

  /** Takes one ban. */
  default void accept(Term ban) {
    accept(ban.prefix(), ban.since(), ban.expires(), ban.dropped());
  }
}
