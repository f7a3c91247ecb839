package org.portsnare.netlink.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.portsnare.netlink.NetlinkSocket.Receipt;
import org.portsnare.netlink.NetworkNamespace;
import org.portsnare.testing.Command;

@Timeout(60)
class RouteEventsKernelIT {
  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final RouteEvents events = namespace.call(RouteEvents::open);

  @AfterEach
  void close() {
    events.close();
    namespace.close();
  }

  @Test
  void everyKindOfChangeIsTold() {
    tells("ip", "link", "add", "d0", "type", "veth");
    tells("ip", "link", "set", "d0", "up");
    tells("ip", "addr", "add", "192.0.2.1/24", "dev", "d0");
    tells("ip", "route", "add", "198.51.100.0/24", "via", "192.0.2.2");
    tells("ip", "-6", "addr", "add", "2001:db8::1/64", "dev", "d0", "nodad");
    tells("ip", "-6", "route", "add", "2001:db8:1::/48", "via", "2001:db8::2");
    tells("ip", "addr", "del", "192.0.2.1/24", "dev", "d0");
    tells("ip", "link", "del", "d0");
  }

  private void tells(String... change) {
    drain();
    namespace.call(() -> Command.run(change));
    assertThat(events.await(5000)).as(String.join(" ", change)).isEqualTo(Receipt.DATA);
  }

  /** Reads late events, for example of the link-local address, which the kernel adds later. */
  private void drain() {
    Receipt receipt = events.await(0);
    while (receipt != Receipt.TIMEOUT) receipt = events.await(0);
  }

  @Test
  void quietIsATimeout() {
    assertThat(events.await(20)).isEqualTo(Receipt.TIMEOUT);
  }

  @Test
  void burstIsReportedOnce() {
    StringBuilder batch = new StringBuilder("link add d0 type veth\n");
    for (int i = 0; i < 200; i++) batch.append("addr add 10.0.0.%d/8 dev d0\n".formatted(i + 1));
    namespace.call(() -> Command.pipe(batch.toString(), "ip", "-batch", "-"));
    // Too many events for the receive buffer are an overrun, which is a change too.
    assertThat(events.await(5000)).isIn(Receipt.DATA, Receipt.OVERRUN);
    assertThat(events.await(0)).isEqualTo(Receipt.TIMEOUT);
  }

  @Test
  void closingEndsAWait() throws Exception {
    CompletableFuture<Receipt> receipt = new CompletableFuture<>();
    Thread.ofPlatform().start(() -> receipt.complete(events.await(-1)));
    events.close();
    assertThat(receipt.get(1, TimeUnit.SECONDS)).isEqualTo(Receipt.CLOSED);
  }
}
