package org.portsnare.firewall;

import java.util.List;
import org.portsnare.netfilter.nftables.NfTables;
import org.portsnare.netfilter.nftables.Set;

/** Which keys are in a set, asked so that it is fast whether most of them are or most are not. */
final class PresentElements {
  /** Missing keys after which each further key costs a message of its own. */
  private static final int FEW = 4;

  private PresentElements() {}

  /**
   * Passes the elements with these keys to {@code finding}.
   *
   * @param keys at most {@value NfTables#MAX_KEYS}
   */
  static void find(NfTables nftables, Set set, List<byte[]> keys, NfTables.Finding finding) {
    int from = 0;
    for (int missing = 0; missing < FEW; missing++) {
      // One message for all, up to the first that is missing.
      int first = from;
      int[] seen = {0};
      List<byte[]> rest = keys.subList(first, keys.size());
      nftables.elements(set, rest, element -> finding.found(first + seen[0]++, element));
      from += seen[0] + 1;
      if (from >= keys.size()) return;
    }
    int next = from;
    nftables.eachElement(
        set, keys.subList(next, keys.size()), (key, element) -> finding.found(next + key, element));
  }
}
