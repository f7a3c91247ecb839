package org.portsnare.daemon;

import org.portsnare.ban.BanPolicy;
import org.portsnare.firewall.Firewall;
import org.portsnare.ledger.Ledger;

/**
 * Tells whether the kernel has bans that the ledger does not know, by comparing how many there are.
 * Only then is it worth to read a whole set, which may take minutes.
 *
 * <p>A hit is in the kernel a tenth of a second before it is in the ledger, so a surplus that comes
 * and goes is nothing; one that stays is.
 */
final class Surplus {
  /** Looks, a second apart, that must all show a surplus. */
  private static final int LOOKS = 5;

  private int looks;
  private boolean lost;

  /** Whether there is a surplus now; for the start, when no hit is under way. */
  static boolean exists(Ledger ledger, Firewall firewall, BanPolicy policy) {
    long kernel = firewall.count();
    // A kernel that does not say (before 6.16) must be read to know.
    return kernel < 0 || kernel > ledger.count() - ledger.countNetworks(policy);
  }

  /** Events were lost: a kernel that does not count must be read to know what they were. */
  void eventsLost() {
    lost = true;
  }

  /** Has the next looks decide. */
  void suspect() {
    if (looks == 0) looks = LOOKS;
  }

  /**
   * Takes one look, if there is a suspicion.
   *
   * @return whether every look has shown a surplus, and this was the last
   */
  boolean look(Ledger ledger, Firewall firewall, BanPolicy policy) {
    if (looks == 0) return false;
    if (firewall.count() < 0) {
      boolean decided = lost;
      looks = 0;
      lost = false;
      return decided;
    }
    if (!exists(ledger, firewall, policy)) {
      looks = 0;
      return false;
    }
    return --looks == 0;
  }
}
