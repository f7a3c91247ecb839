package org.portsnare.firewall;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanSink;
import org.portsnare.ban.Term;
import org.portsnare.config.Config;
import org.portsnare.firewall.rules.Features;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.netlink.NetlinkException;

/**
 * The port to the whole table: rules, sets, and what they have counted. The product has one for
 * nf_tables, {@link Firewall}; tests have one in memory.
 */
public interface TablePort extends Enforcer {
  /** The features that {@code config} asks for and this kernel has. */
  Features features(Config config);

  /** Whether this daemon owns the table, so that no other program can delete it. */
  boolean ownsTable();

  /** Whether there is a table already, left by an earlier daemon. */
  boolean tableExists();

  /**
   * Puts {@code ruleset} into force in one transaction: no packet sees a state between the old and
   * the new. Sets with bans keep all their elements.
   *
   * @throws NetlinkException if the kernel refuses, for example because there is a set of the same
   *     name with another type; {@link #replace} works in that case
   */
  void apply(Ruleset ruleset);

  /**
   * Creates the table again with these bans, in one transaction: everything else in it is gone, and
   * at no moment is there no table.
   *
   * @param bans passes every active ban to the consumer it is given
   * @return number of bans that did not fit, because a set is full
   */
  long replace(Ruleset ruleset, Consumer<BanSink> bans);

  /**
   * Creates the table, which must not exist, and loads all bans into its sets, in several
   * transactions. The first bans are read while the table is created. Their begin and their
   * counters come later, from {@link #count(List)} or {@link #update}: counters are half of the
   * kernel's work, and bans are enforced sooner without them.
   *
   * @param bans passes every active ban to the consumer it is given
   * @return number of bans that did not fit, because a set is full
   */
  long make(Ruleset ruleset, Consumer<BanSink> bans);

  /** Whether any set of bans has no room left. */
  boolean isFull();

  /**
   * As {@link #confirm}, but replaces all confirmed bans.
   *
   * @param networks all bans of networks; only the confirmed ones are used
   */
  void loadConfirmed(List<Term> bans, List<Ban> networks);

  /** Notes which bans of networks the kernel has, so that {@link #addNetworks} need not ask. */
  void noteNetworks(List<Ban> bans);

  /**
   * Notes that these ports are not closed ports, until {@code traps.recently-open} has passed.
   *
   * @param ages how many milliseconds ago something last listened on each
   */
  void serve(Map<Integer, Long> ages);

  /**
   * The ports on which something listened, as the kernel has them, and how many milliseconds ago
   * that was.
   */
  Map<Integer, Long> served();

  /**
   * Number of senders, as wide as a ban, that met no service within the last day and are not
   * banned.
   */
  long unserved();

  /** The table's named counters. */
  Counters counters();

  /** Deletes the table, if there is one. */
  void removeTable();

  /**
   * Passes all bans of addresses and of the width of one hit that a table of {@code ruleset} has.
   */
  void bansOf(Ruleset ruleset, Consumer<Firewall.Element> found);
}
