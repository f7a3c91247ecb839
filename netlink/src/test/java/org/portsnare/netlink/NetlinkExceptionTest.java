package org.portsnare.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** An error message has the operation, the errno, and the kernel's explanation. */
class NetlinkExceptionTest {
  @Test
  void operationErrnoAndWords() {
    NetlinkException e = new NetlinkException("add table inet/t", Errno.ENOENT, "no such thing");
    assertThat(e).hasMessage("add table inet/t: ENOENT (it does not exist): no such thing");
    assertThat(e.errno()).isEqualTo(2);
  }

  @Test
  void withoutWords() {
    assertThat(new NetlinkException("list", Errno.ENOBUFS))
        .hasMessage("list: ENOBUFS (no buffer space)");
  }

  @Test
  void unknownErrnoKeepsItsNumber() {
    assertThat(Errno.describe(133)).isEqualTo("errno 133");
  }

  @Test
  void malformedMessageHasNoErrno() {
    assertThat(new MalformedMessageException("too short"))
        .hasMessage("read a netlink message: malformed: too short")
        .extracting(NetlinkException::errno)
        .isEqualTo(0);
  }
}
