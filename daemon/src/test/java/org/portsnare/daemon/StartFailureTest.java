package org.portsnare.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.store.StartException;

/**
 * The errnos that a kernel without netfilter, or without nf_tables, answers with ({@code
 * netlink_create} and {@code nfnetlink_rcv_batch}); such a kernel is not at hand to be asked.
 */
final class StartFailureTest {
  @ParameterizedTest
  @CsvSource({
    "93, this kernel has no nf_tables",
    "95, this kernel has no nf_tables",
    "1, changing nf_tables needs root or CAP_NET_ADMIN",
  })
  void isOneSentenceThatSaysWhatToDo(int errno, String sentence) {
    StartException failure =
        Daemon.firewallFailure(new NetlinkException("commit to nf_tables", errno));
    assertThat(failure.getMessage()).startsWith(sentence).doesNotContain("\n");
  }
}
