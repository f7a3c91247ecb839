package org.portsnare.event;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.fact.ToolName;

/**
 * Something that happened to a ban, or to a sender that is only recorded. It is in the ledger when
 * it is told.
 */
public sealed interface BanEvent {
  /** When it happened; of a hit, when its packet came. */
  Instant time();

  /** The ban as it is now; of one that has ended, as it was. */
  Ban ban();

  /** Which of the records this is, for those who want some of them only. */
  Kind kind();

  /** The kinds of events. */
  enum Kind {
    MADE,
    COUNTED,
    CONFIRMED,
    OBSERVED,
    PROLONGED,
    SHORTENED,
    ENDED
  }

  /**
   * The packet that made it happen.
   *
   * @param sender a single address
   * @param port the port that it touched; 0 for none
   * @param trigger which trap that was; a ban keeps that of its first hit
   * @param tool the program that has sent the packet; null for none that is known
   */
  record Touch(Prefix sender, int port, Trigger trigger, @Nullable ToolName tool) {}

  /**
   * A new ban, whatever its origin.
   *
   * @param by null for one without a packet: by hand, from a list, of a network, found in the
   *     kernel
   */
  record Made(Instant time, Ban ban, @Nullable Touch by) implements BanEvent {
    @Override
    public Kind kind() {
      return Kind.MADE;
    }
  }

  /** Another packet to a trap, of a sender that is banned. */
  record Counted(Instant time, Ban ban, Touch by) implements BanEvent {
    @Override
    public Kind kind() {
      return Kind.COUNTED;
    }
  }

  /** The sender has completed a handshake: a probable ban is a confirmed one now. */
  record Confirmed(Instant time, Ban ban, Touch by) implements BanEvent {
    @Override
    public Kind kind() {
      return Kind.CONFIRMED;
    }
  }

  /**
   * A hit that is recorded and bans nobody.
   *
   * @param ban the ban that it would be
   */
  record Observed(Instant time, Ban ban, Touch by) implements BanEvent {
    @Override
    public Kind kind() {
      return Kind.OBSERVED;
    }
  }

  /** A command or a list has given it a later end. What a reload changes is not told one by one. */
  record Prolonged(Instant time, Ban ban) implements BanEvent {
    @Override
    public Kind kind() {
      return Kind.PROLONGED;
    }
  }

  /** By its first words the sender is a browser or the like, so the ban ends earlier. */
  record Shortened(Instant time, Ban ban) implements BanEvent {
    @Override
    public Kind kind() {
      return Kind.SHORTENED;
    }
  }

  /**
   * The sender is banned no more.
   *
   * @param why {@code expired}, {@code unbanned}, {@code allowed}, as the history has it
   */
  record Ended(Instant time, Ban ban, String why) implements BanEvent {
    @Override
    public Kind kind() {
      return Kind.ENDED;
    }
  }
}
