package org.portsnare.ban;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A ban, active or past.
 *
 * @param expires when it ends; null for never
 * @param fixed whether its end does not follow the configuration, for example because a person gave
 *     it
 * @param touched what the packet touched that led to it
 * @param hits number of packets to traps that were seen from the prefix
 * @param dropped number of packets that the kernel has dropped because of it, as last read
 * @param nth number of this ban among all bans of this prefix, counted from 1
 * @param reason the reason that a person gave, the source of an import, or what the sender is, if
 *     it did not scan; empty for none
 */
public record Ban(
    Prefix prefix,
    Instant since,
    @Nullable Instant expires,
    boolean fixed,
    Trigger trigger,
    Evidence evidence,
    Touched touched,
    long hits,
    long dropped,
    int nth,
    String reason) {
  /**
   * What a packet touched.
   *
   * @param protocol {@code tcp}; empty if there was no packet
   * @param port the trap port; 0 for none
   * @param interfaceName the interface by which the packet came in; empty if there was no packet
   */
  public record Touched(String protocol, int port, String interfaceName) {
    /** Of a ban without a packet. */
    public static final Touched NOTHING = new Touched("", 0, "");
  }

  /** Protocol of the packet that led to it; empty if there was none. */
  public String protocol() {
    return touched.protocol();
  }

  /** The trap port that was touched; 0 for none. */
  public int port() {
    return touched.port();
  }

  /** The interface by which the packet came in; empty if there was no packet. */
  public String interfaceName() {
    return touched.interfaceName();
  }

  /** What the kernel needs of this ban. */
  public Term term() {
    long end = expires == null ? BanSink.NEVER : expires.toEpochMilli();
    return new Term(prefix, since.toEpochMilli(), end, dropped);
  }

  /** The same ban with another end. */
  public Ban ending(@Nullable Instant newExpires, boolean newFixed) {
    return new Ban(
        prefix,
        since,
        newExpires,
        newFixed,
        trigger,
        evidence,
        touched,
        hits,
        dropped,
        nth,
        reason);
  }

  /**
   * The same ban, of a sender that did not scan.
   *
   * @param visitor what the sender is, by its request
   */
  public Ban ofBrowser(Instant newExpires, String visitor) {
    return new Ban(
        prefix,
        since,
        newExpires,
        true,
        Trigger.BROWSER,
        evidence,
        touched,
        hits,
        dropped,
        nth,
        visitor);
  }

  /** The same ban on confirmed evidence. */
  public Ban confirmed(@Nullable Instant newExpires) {
    return new Ban(
        prefix,
        since,
        newExpires,
        fixed,
        trigger,
        Evidence.CONFIRMED,
        touched,
        hits,
        dropped,
        nth,
        reason);
  }
}
