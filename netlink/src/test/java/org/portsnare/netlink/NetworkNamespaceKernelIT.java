package org.portsnare.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.portsnare.netlink.route.Link;
import org.portsnare.netlink.route.MacAddress;
import org.portsnare.netlink.route.RouteEvents;
import org.portsnare.netlink.route.Rtnetlink;
import org.portsnare.testing.Command;

class NetworkNamespaceKernelIT {
  private static final Path OWN = Path.of("/proc/thread-self/ns/net");

  @Test
  void onlyItsThreadIsInIt() throws IOException {
    String outside = id();
    try (NetworkNamespace namespace = NetworkNamespace.create();
        NetworkNamespace other = NetworkNamespace.create()) {
      String inside = namespace.call(NetworkNamespaceKernelIT::id);
      assertThat(inside).startsWith("net:[").isNotEqualTo(outside);
      assertThat(other.call(NetworkNamespaceKernelIT::id)).isNotIn(inside, outside);
      assertThat(namespace.call(NetworkNamespaceKernelIT::id)).isEqualTo(inside);
      assertThat(id()).isEqualTo(outside);
      assertThat(Files.readSymbolicLink(Path.of("/proc/self/fd/" + namespace.fd())))
          .hasToString(inside);
    }
  }

  @Test
  void threadsAndProcessesStartedInItBelongToIt() {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      String inside = namespace.call(NetworkNamespaceKernelIT::id);
      assertThat(namespace.call(() -> Command.run("readlink", "/proc/self/ns/net")))
          .isEqualTo(inside + "\n");
      String[] seen = new String[1];
      namespace.call(
          () -> {
            Thread thread = Thread.ofPlatform().start(() -> seen[0] = idUnchecked());
            thread.join();
            return true;
          });
      assertThat(seen[0]).isEqualTo(inside);
    }
  }

  @Test
  void socketsBelongToTheNamespaceTheyWereOpenedIn() {
    try (NetworkNamespace namespace = NetworkNamespace.create();
        Rtnetlink route = namespace.call(Rtnetlink::open)) {
      namespace.call(
          () -> Command.run("ip", "link", "add", "mark", "type", "veth", "peer", "kram"));
      // This thread is outside the namespace.
      assertThat(route.links())
          .extracting(Link::name)
          .containsExactlyInAnyOrder("lo", "mark", "kram");
    }
  }

  @Test
  void freshNamespaceHasLoopbackAlone() {
    try (NetworkNamespace namespace = NetworkNamespace.create();
        Rtnetlink route = namespace.call(Rtnetlink::open)) {
      assertThat(route.links()).containsExactly(new Link(1, "lo", false, false, new MacAddress(0)));
      assertThat(route.addresses()).isEmpty();
      assertThat(route.routes()).isEmpty();
    }
  }

  @Test
  void existingNamespaceIsEnteredByItsPath() {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      Path path = Path.of("/proc/self/fd/" + namespace.fd());
      try (NetworkNamespace same = NetworkNamespace.open(path)) {
        assertThat(same.call(NetworkNamespaceKernelIT::id))
            .isEqualTo(namespace.call(NetworkNamespaceKernelIT::id));
      }
    }
  }

  @Test
  void absentNamespaceIsRefused() {
    assertThatThrownBy(() -> NetworkNamespace.open(Path.of("/run/netns/no-such-namespace")))
        .isInstanceOf(NetlinkException.class)
        .hasMessage("open /run/netns/no-such-namespace: ENOENT (it does not exist)");
    assertThatThrownBy(() -> NetworkNamespace.open(Path.of("/dev/null")))
        .isInstanceOf(NetlinkException.class)
        .hasMessage("enter /dev/null: EINVAL (invalid argument)");
  }

  @Test
  void itIsGoneWhenItIsClosed() {
    try (NetworkNamespace here = NetworkNamespace.create();
        Rtnetlink route = here.call(Rtnetlink::open);
        RouteEvents events = here.call(RouteEvents::open)) {
      NetworkNamespace there = NetworkNamespace.create();
      route.addVeth("near", "far", there);
      assertThat(route.links()).extracting(Link::name).contains("near");
      there.close();
      // The kernel removes a namespace later, and with it both ends of the pair.
      long deadline = System.nanoTime() + 30_000_000_000L;
      while (route.links().stream().anyMatch(link -> link.name().equals("near"))) {
        assertThat(System.nanoTime()).as("the namespace lives on").isLessThan(deadline);
        events.await(1000);
      }
      assertThatThrownBy(() -> there.run(() -> {})).isInstanceOf(RejectedExecutionException.class);
    }
  }

  @Test
  void closingTwiceClosesOnce() {
    NetworkNamespace closed = NetworkNamespace.create();
    closed.close();
    // This one gets the number of the closed descriptor.
    try (NetworkNamespace successor = NetworkNamespace.create()) {
      closed.close();
      assertThat(Path.of("/proc/self/fd/" + successor.fd())).exists();
    }
  }

  @Test
  void whatTheWorkThrowsIsThrown() {
    try (NetworkNamespace namespace = NetworkNamespace.create()) {
      IllegalStateException unchecked = new IllegalStateException();
      IOException checked = new IOException();
      AssertionError error = new AssertionError();
      assertThatThrownBy(() -> namespace.call(() -> raise(unchecked))).isSameAs(unchecked);
      assertThatThrownBy(
              () ->
                  namespace.run(
                      () -> {
                        throw error;
                      }))
          .isSameAs(error);
      assertThatThrownBy(() -> namespace.call(() -> raise(checked)))
          .isInstanceOf(CompletionException.class)
          .hasCause(checked);
      assertThat(namespace.call(() -> 42)).isEqualTo(42);
    }
  }

  private static boolean raise(Exception e) throws Exception {
    throw e;
  }

  private static String id() throws IOException {
    return Files.readSymbolicLink(OWN).toString();
  }

  private static String idUnchecked() {
    try {
      return id();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
