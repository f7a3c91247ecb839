package org.portsnare.netlink;

import static org.portsnare.netlink.libc.LibcConstants.CLONE_NEWNET;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.portsnare.netlink.libc.Libc;

/**
 * A network namespace, and the one platform thread that lives in it.
 *
 * <p>A namespace belongs to a thread, so {@link #call} runs work on that thread. Sockets, threads
 * and processes that the work creates belong to the namespace too. A namespace made by {@link
 * #create} has no name. The kernel removes it when this object is closed and nothing in it is left,
 * no matter how the program ends.
 */
public final class NetworkNamespace implements AutoCloseable {
  private final ExecutorService thread;
  private final int fd;
  private final AtomicBoolean closed = new AtomicBoolean();

  private NetworkNamespace(ExecutorService thread, int fd) {
    this.thread = thread;
    this.fd = fd;
  }

  /**
   * Makes a new namespace. It has only a loopback interface, which is down.
   *
   * @throws NetlinkException without {@code CAP_SYS_ADMIN}
   */
  public static NetworkNamespace create() {
    return enter(() -> check("make a network namespace", Libc.unshare(CLONE_NEWNET)));
  }

  /** Enters an existing namespace, for example {@code /run/netns/blue}. */
  public static NetworkNamespace open(Path path) {
    return enter(
        () -> {
          int fd = check("open " + path, Libc.openReadOnly(path.toString()));
          try {
            return check("enter " + path, Libc.setns(fd, CLONE_NEWNET));
          } finally {
            Libc.close(fd);
          }
        });
  }

  private static NetworkNamespace enter(Callable<Integer> how) {
    ExecutorService thread =
        Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("network-namespace").daemon().factory());
    try {
      int fd =
          on(
              thread,
              () -> {
                how.call();
                return check("open a namespace", Libc.openReadOnly("/proc/thread-self/ns/net"));
              });
      return new NetworkNamespace(thread, fd);
    } catch (RuntimeException e) {
      thread.shutdownNow();
      throw e;
    }
  }

  /** Runs {@code work} on the namespace's thread and waits for it. */
  public <T> T call(Callable<T> work) {
    return on(thread, work);
  }

  /** Like {@link #call}, for work without a result. */
  public void run(Runnable work) {
    call(
        () -> {
          work.run();
          return true;
        });
  }

  /** A file descriptor of the namespace, for {@code IFLA_NET_NS_FD}. */
  public int fd() {
    return fd;
  }

  @Override
  public void close() {
    if (closed.getAndSet(true)) return;
    thread.shutdownNow();
    Libc.close(fd);
  }

  private static <T> T on(ExecutorService thread, Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    thread.execute(
        () -> {
          try {
            result.complete(work.call());
          } catch (Throwable e) {
            result.completeExceptionally(e);
          }
        });
    try {
      return result.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) throw cause;
      if (e.getCause() instanceof Error cause) throw cause;
      throw new CompletionException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompletionException("interrupted", e);
    }
  }

  private static int check(String operation, int rc) {
    if (rc < 0) throw new NetlinkException(operation, -rc);
    return rc;
  }
}
