package org.portsnare.netlink.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The descriptor of a socket. One thread may close it while another thread waits for it: the signal
 * of an event descriptor ends the wait.
 *
 * <p>The kernel may reuse the number of a closed descriptor at once. So the owner uses {@link
 * #fd()} under its own lock, and checks {@link #isClosed()} there first. It closes in two steps:
 * {@link #beginClose()} wakes the waiting thread, then the owner calls {@link #release()} under the
 * same lock.
 */
public final class SocketDescriptor {
  private static final int POLLFD = 8;

  private final int fd;
  private final int wakeFd;
  private final MemorySegment pollFds = Arena.ofAuto().allocate(2 * POLLFD, 4);
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes ownership of both descriptors; {@code wakeFd} comes from {@link Libc#eventfd()}. */
  public SocketDescriptor(int fd, int wakeFd) {
    this.fd = fd;
    this.wakeFd = wakeFd;
    pollFds.set(JAVA_INT, 0, fd);
    pollFds.set(JAVA_SHORT, 4, (short) LibcConstants.POLLIN);
    pollFds.set(JAVA_INT, POLLFD, wakeFd);
    pollFds.set(JAVA_SHORT, POLLFD + 4, (short) LibcConstants.POLLIN);
  }

  public int fd() {
    return fd;
  }

  /** Whether {@link #beginClose()} was called. */
  public boolean isClosed() {
    return closed.get();
  }

  /**
   * Waits for data to receive, for an error, or for the close, like {@link Libc#poll}. One thread
   * at a time.
   *
   * @param timeoutMillis maximum wait in milliseconds; negative for no limit
   */
  public int await(int timeoutMillis) {
    return Libc.poll(pollFds, 2, timeoutMillis);
  }

  /** Wakes the waiting thread. Returns false if it was called before. */
  public boolean beginClose() {
    if (closed.getAndSet(true)) return false;
    Libc.signal(wakeFd);
    return true;
  }

  /** Closes both descriptors. */
  public void release() {
    Libc.close(fd);
    Libc.close(wakeFd);
  }
}
