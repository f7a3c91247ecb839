package org.portsnare.netfilter.nftables.expr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portsnare.netfilter.nftables.NfTables;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Nft;

/** Our rules and nft's rules are the same in the kernel. */
@Timeout(60)
class ExpressionKernelIT {
  @Test
  void rulesAreThoseOfNft() {
    try (NetworkNamespace namespace = NetworkNamespace.create();
        NetworkNamespace other = NetworkNamespace.create();
        NfTables nfTables = namespace.call(NfTables::open)) {
      nfTables.commit(ExpressionCases.transaction());
      other.run(() -> Nft.load(ExpressionCases.text()));

      assertThat(namespace.call(Nft::ruleset)).isEqualTo(other.call(Nft::ruleset));
      // The expressions as the kernel returns them.
      assertThat(namespace.call(() -> Nft.run("--debug=netlink", "list", "ruleset")))
          .isEqualTo(other.call(() -> Nft.run("--debug=netlink", "list", "ruleset")));
      assertThat(namespace.call(() -> Nft.run("list", "ruleset")))
          .contains("synproxy mss 1460", "socket transparent 0", "limit rate over 1/week");
    }
  }
}
