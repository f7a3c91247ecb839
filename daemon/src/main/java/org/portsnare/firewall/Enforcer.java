package org.portsnare.firewall;

import java.util.List;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;

/**
 * The bans that the kernel enforces: what the classes that decide need of it. {@link Firewall} is
 * the one for nf_tables; tests have one in memory.
 *
 * <p>A ban of a single address, or of the width of one hit, is an element of its own. Bans of
 * networks of any other width are ranges; see {@link #isNetwork}. All methods throw {@link
 * org.portsnare.netlink.NetlinkException} if the kernel refuses.
 */
public interface Enforcer {
  /** Whether a ban of this prefix is in an interval set. */
  boolean isNetwork(Prefix prefix);

  // --- bans of addresses -----------------------------------------------------------------------

  /**
   * Adds bans of addresses that are not in the kernel.
   *
   * @return number of bans that did not fit, because a set is full
   */
  long add(List<Term> bans);

  /**
   * Writes bans of addresses with their end and their count, whether they are in the kernel already
   * or not. If a set has no room for a new one, nothing is written and {@code ENFILE} is thrown.
   */
  void update(List<Term> bans);

  /**
   * As {@link #update}, but only for bans that the kernel has. It works even if the set is full.
   */
  void updatePresent(List<Term> bans);

  /** Gives these bans, which were just seen in the kernel, a counter of dropped packets. */
  void count(List<Term> bans);

  /**
   * Lifts bans of addresses; missing ones are no error.
   *
   * @return the bans that were there
   */
  List<Prefix> remove(List<Prefix> prefixes);

  /** Looks up bans of addresses; networks are skipped, and so not found. */
  Found lookUp(List<Prefix> prefixes);

  /** As {@link #lookUp}, on a second thread, while the caller does something else. */
  PendingLookUp lookUpAsync(List<Prefix> prefixes);

  /** Number of further bans of this kind that fit; 0 if the kernel does not tell. */
  long room(Prefix prefix);

  /**
   * Number of bans of addresses in the kernel, including expired bans that were not collected yet;
   * -1 if the kernel does not tell.
   */
  long count();

  /** Deletes what the kernel remembers of single senders besides their ban. */
  void forget(List<Prefix> prefixes);

  // --- bans in both directions -----------------------------------------------------------------

  /** Makes these bans hold in both directions, until they end: their senders are real. */
  void confirm(List<Term> bans);

  /** Undoes {@link #confirm}. */
  void unconfirm(List<Prefix> prefixes);

  // --- bans of networks ------------------------------------------------------------------------

  /** Replaces all bans of networks by these. */
  void loadNetworks(List<Ban> bans);

  /**
   * Adds bans of networks without writing the others again.
   *
   * @return false if that is not possible: nothing was done; call {@link #loadNetworks}
   */
  boolean addNetworks(List<Ban> bans);

  /**
   * Removes bans of networks without writing the others again.
   *
   * @return false if that is not possible; call {@link #loadNetworks}
   */
  boolean removeNetworks(List<Ban> bans);

  /** All bans of networks that the kernel has. */
  List<Firewall.Element> networks();

  /** The answer of {@link #networks} if the kernel has exactly these bans of networks. */
  List<Firewall.Element> expectedNetworks(List<Ban> bans);
}
