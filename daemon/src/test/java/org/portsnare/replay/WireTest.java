package org.portsnare.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class WireTest {
  @Test
  void numberOfAPacketIsInItsHardwareAddress() {
    assertThat(Wire.number(0x02_00_0000_0007L)).isEqualTo(7);
    assertThat(Wire.number(0x02_ff_ffff_ffffL)).isEqualTo(0xff_ffff_ffffL);
  }

  @Test
  void whatCameFromElsewhereHasNone() {
    assertThat(Wire.number(0)).isZero();
    assertThat(Wire.number(0x52_00_0000_0007L)).isZero();
  }
}
