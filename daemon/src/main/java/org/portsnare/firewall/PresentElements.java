package org.portsnare.firewall;

import java.util.List;
import org.portsnare.netfilter.nftables.NfTables;
import org.portsnare.netfilter.nftables.Set;

/** Which keys are in a set, asked so that it is fast whether most of them are or most are not. */
final class PresentElements {
  private PresentElements() {}

  /**
   * Passes the elements with these keys to {@code finding}.
   *
   * @param keys at most {@value NfTables#MAX_KEYS}
   */
  static void find(NfTables nftables, Set set, List<byte[]> keys, NfTables.Finding finding) {
    int[] seen = {0};
    // One message for all, as long as none is missing.
    nftables.elements(set, keys, element -> finding.found(seen[0]++, element));
    int next = seen[0] + 1;
    if (next >= keys.size()) return;
    nftables.eachElement(
        set, keys.subList(next, keys.size()), (key, element) -> finding.found(next + key, element));
  }
}
