package org.portsnare.netlink.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MacAddressTest {
  private static final byte[] BYTES = {2, 0, 0x5e, (byte) 0x90, 0, (byte) 0xff};

  @Test
  void bytesComeOutAsTheyWentIn() {
    MacAddress address = MacAddress.of(BYTES);
    assertThat(address.bits()).isEqualTo(0x02005e9000ffL);
    assertThat(address.toBytes()).isEqualTo(BYTES);
    assertThat(MacAddress.of(new byte[6])).isEqualTo(new MacAddress(0));
    assertThat(new MacAddress(0xffffffffffffL).toBytes()).containsOnly(0xff);
  }

  @Test
  void textIsThatOfIp() {
    assertThat(MacAddress.of(BYTES)).hasToString("02:00:5e:90:00:ff");
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> MacAddress.of(new byte[8]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("MAC address of 8 bytes");
    assertThatThrownBy(() -> new MacAddress(1L << 48)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new MacAddress(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
