package org.portsnare.netlink.libc;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The descriptor of a socket, which one thread may close while another waits at it: with it goes an
 * event descriptor, whose signal ends the wait.
 *
 * <p>The number of a closed descriptor may be another one's at once. So the owner uses {@link
 * #fd()} under a lock of its own, asks {@link #isClosed()} there first, and closes in two steps:
 * {@link #beginClose()}, which wakes whoever waits, then {@link #release()} under the same lock.
 */
public final class SocketDescriptor {
  private static final int POLLFD = 8;

  private final int fd;
  private final int wakeFd;
  private final MemorySegment pollFds = Arena.ofAuto().allocate(2 * POLLFD, 4);
  private final AtomicBoolean closed = new AtomicBoolean();

  /** Takes over both; {@code wakeFd} is one of {@link Libc#eventfd()}. */
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
   * Waits for something to receive, for an error, or for the close; as {@link Libc#poll}. One
   * thread at a time.
   *
   * @param timeoutMillis how long to wait; negative waits without an end
   */
  public int await(int timeoutMillis) {
    return Libc.poll(pollFds, 2, timeoutMillis);
  }

  /** Wakes the thread that waits; false if this was called before. */
  public boolean beginClose() {
    if (closed.getAndSet(true)) return false;
    Libc.signal(wakeFd);
    return true;
  }

  /** Gives both descriptors back to the kernel. */
  public void release() {
    Libc.close(fd);
    Libc.close(wakeFd);
  }
}
