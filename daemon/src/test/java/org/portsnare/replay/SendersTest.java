package org.portsnare.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.packet.PacketHeader;

final class SendersTest {
  private static final String HOST4 = "203.0.113.7";
  private static final String HOST6 = "2001:db8::1";
  private static final int SYN = 0x02;
  private static final int ACK = 0x10;

  private final List<Verdict> caught = new ArrayList<>();
  private final List<Verdict> exempt = new ArrayList<>();
  private final List<byte[]> packets = new ArrayList<>();
  private final List<String> from = new ArrayList<>();

  private static Verdict verdict(
      String ban, String sender, Trigger trigger, int port, long packet) {
    return new Verdict(
        Prefix.parse(ban),
        Prefix.parse(sender),
        trigger,
        Evidence.PROBABLE,
        port,
        packet,
        0,
        null,
        false);
  }

  private void packet(String sender, int port, int flags) {
    from.add(sender);
    String host = sender.indexOf(':') < 0 ? HOST4 : HOST6;
    packets.add(TestPackets.tcp(sender, 50_000, host, port, flags));
  }

  private Senders read() {
    Senders senders = new Senders(caught, exempt);
    PacketHeader header = new PacketHeader();
    for (int i = 0; i < packets.size(); i++) {
      assertThat(header.decode(packets.get(i), 0, packets.get(i).length)).isTrue();
      senders.add(Prefix.parse(from.get(i)), header, i + 1, 1_700_000_000_000_000_000L + i);
    }
    return senders;
  }

  @Test
  void atWhichPacketEachWasCaught() {
    packet("192.0.2.1", 23, SYN);
    packet("192.0.2.2", 1, SYN);
    packet("192.0.2.2", 23, SYN);
    packet("192.0.2.3", 22, SYN);
    packet("192.0.2.3", 22, ACK);
    packet("192.0.2.3", 23, SYN);
    packet("192.0.2.3", 23, SYN);
    packet("192.0.2.4", 80, SYN);
    caught.add(verdict("192.0.2.1", "192.0.2.1", Trigger.SYN, 23, 1));
    caught.add(verdict("192.0.2.2", "192.0.2.2", Trigger.SYN, 23, 3));
    caught.add(verdict("192.0.2.3", "192.0.2.3", Trigger.SYN, 23, 6));
    Senders senders = read();
    assertThat(senders.tally()).isEqualTo(new Tally(4, 1, 1, 1, 0, 0));
    assertThat(senders.tally().caught()).isEqualTo(3);
    assertThat(senders.tally().missed()).isEqualTo(1);
    assertThat(senders.missed())
        .containsExactly(new Missed(Prefix.parse("192.0.2.4"), 1, List.of(80)));
    Verdict third = senders.dated(caught.get(2));
    assertThat(third.nth()).isEqualTo(3);
    assertThat(third.time()).isEqualTo(Instant.ofEpochSecond(1_700_000_000, 5));
  }

  @Test
  void handshakeIsDatedByTheAckThatCompletedIt() {
    packet("192.0.2.1", 23, SYN);
    packet("192.0.2.1", 23, ACK);
    packet("192.0.2.1", 23, ACK);
    caught.add(verdict("192.0.2.1", "192.0.2.1", Trigger.HANDSHAKE, 23, 0));
    Senders senders = read();
    Verdict dated = senders.dated(caught.getFirst());
    assertThat(dated.packet()).isEqualTo(2);
    assertThat(dated.nth()).isEqualTo(2);
    assertThat(senders.tally()).isEqualTo(new Tally(1, 0, 1, 0, 0, 0));
  }

  @Test
  void networkThatIsBannedCatchesItsNeighbours() {
    packet("2001:db8:bad::1", 80, SYN);
    packet("2001:db8:bad::2", 23, SYN);
    packet("2001:db8:bad::1", 80, SYN);
    packet("2001:db8:bad::3", 80, SYN);
    caught.add(verdict("2001:db8:bad::/64", "2001:db8:bad::2", Trigger.SYN, 23, 2));
    assertThat(read().tally()).isEqualTo(new Tally(3, 2, 1, 0, 0, 0));
  }

  @Test
  void whoIsExemptIsNeitherCaughtNorMissed() {
    packet("192.0.2.1", 23, SYN);
    exempt.add(verdict("192.0.2.1", "192.0.2.1", Trigger.SYN, 23, 1));
    Senders senders = read();
    assertThat(senders.tally()).isEqualTo(new Tally(1, 0, 0, 0, 1, 0));
    assertThat(senders.missed()).isEmpty();
    assertThat(senders.dated(exempt.getFirst()).nth()).isEqualTo(1);
  }

  @Test
  void whoSendsNoSynIsNotCounted() {
    packet("192.0.2.1", 80, 0);
    packet("192.0.2.2", 80, ACK);
    caught.add(verdict("192.0.2.1", "192.0.2.1", Trigger.STEALTH, 80, 1));
    Senders senders = read();
    assertThat(senders.tally()).isEqualTo(Tally.NONE);
    assertThat(senders.dated(caught.getFirst()).time()).isNotNull();
  }

  @Test
  void listOfTheMissedIsBounded() {
    for (int i = 0; i < 1_500; i++) packet("10.0." + i / 256 + "." + i % 256, 80, SYN);
    Senders senders = read();
    assertThat(senders.missed()).hasSize(1_000);
    assertThat(senders.tally().missed()).isEqualTo(1_500);
  }
}
