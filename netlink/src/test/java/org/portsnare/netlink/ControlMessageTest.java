package org.portsnare.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_ACK_TLVS;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.portsnare.testing.HexFixture;

/** The kernel's own answers, byte for byte. */
class ControlMessageTest {
  private static final int ENETUNREACH = 101;
  private static final String WORDS = "Nexthop has invalid gateway";

  @Test
  void acknowledgement() {
    assertThat(read("acknowledgement")).isEqualTo(new ControlMessage.Ack());
  }

  @Test
  void wordsBehindACappedRequest() {
    assertThat(read("refused, capped, with words"))
        .isEqualTo(new ControlMessage.Refused(ENETUNREACH, WORDS));
  }

  @Test
  void wordsBehindTheWholeRequest() {
    assertThat(read("refused, with the request and words"))
        .isEqualTo(new ControlMessage.Refused(ENETUNREACH, WORDS));
  }

  @Test
  void noWords() {
    assertThat(read("refused, with the request"))
        .isEqualTo(new ControlMessage.Refused(ENETUNREACH, null));
  }

  @Test
  void done() {
    assertThat(read("done")).isEqualTo(new ControlMessage.Done(0));
    assertThat(read("done with an error")).isEqualTo(new ControlMessage.Done(Errno.EINTR));
    // Old kernels send it without an error number.
    assertThat(of(new MessageWriter().begin(3, 0).end())).isEqualTo(new ControlMessage.Done(0));
  }

  @Test
  void messagesOfTheFamilyAreNotControlMessages() {
    assertThat(read("addresses")).isEqualTo(new ControlMessage.None());
    assertThat(of(new MessageWriter().begin(0x10, 0).end())).isEqualTo(new ControlMessage.None());
  }

  @Test
  void unknownControlMessagesAreSkipped() {
    int[] types = {0, 1, 4, 5, 0xf};
    for (int type : types) {
      assertThat(of(new MessageWriter().begin(type, 0).end())).isEqualTo(new ControlMessage.Skip());
    }
  }

  @Test
  void errorWithoutANumberIsMalformed() {
    assertThatThrownBy(() -> of(new MessageWriter().begin(2, 0).u8(1).end()))
        .isInstanceOf(MalformedMessageException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 1000, -1, -4, -24, -1000, Integer.MAX_VALUE, Integer.MIN_VALUE})
  void requestOfImpossibleLengthIsMalformed(int length) {
    MessageWriter error = new MessageWriter().begin(2, NLM_F_ACK_TLVS).u32(-Errno.ENOENT);
    error.u32(length).u32(0).u32(0).u32(0).end();
    assertThatThrownBy(() -> of(error)).isInstanceOf(MalformedMessageException.class);
  }

  private static ControlMessage read(String fixture) {
    return of(HexFixture.section(ControlMessageTest.class, "answers.hex", fixture));
  }

  private static ControlMessage of(MessageWriter message) {
    return of(message.toByteArray());
  }

  private static ControlMessage of(byte[] datagram) {
    MessageReader reader = new MessageReader(datagram, datagram.length);
    assertThat(reader.next()).isTrue();
    return ControlMessage.of(reader);
  }
}
