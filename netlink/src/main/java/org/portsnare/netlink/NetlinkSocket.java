package org.portsnare.netlink;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_DUMP_INTR;
import static org.portsnare.netlink.libc.LibcConstants.AF_NETLINK;
import static org.portsnare.netlink.libc.LibcConstants.MSG_DONTWAIT;
import static org.portsnare.netlink.libc.LibcConstants.MSG_TRUNC;
import static org.portsnare.netlink.libc.LibcConstants.NETLINK_ADD_MEMBERSHIP;
import static org.portsnare.netlink.libc.LibcConstants.NETLINK_CAP_ACK;
import static org.portsnare.netlink.libc.LibcConstants.NETLINK_EXT_ACK;
import static org.portsnare.netlink.libc.LibcConstants.NETLINK_GET_STRICT_CHK;
import static org.portsnare.netlink.libc.LibcConstants.SOCK_CLOEXEC;
import static org.portsnare.netlink.libc.LibcConstants.SOCK_RAW;
import static org.portsnare.netlink.libc.LibcConstants.SOL_NETLINK;
import static org.portsnare.netlink.libc.LibcConstants.SOL_SOCKET;
import static org.portsnare.netlink.libc.LibcConstants.SO_RCVBUF;
import static org.portsnare.netlink.libc.LibcConstants.SO_RCVBUFFORCE;
import static org.portsnare.netlink.libc.LibcConstants.SO_SNDBUF;
import static org.portsnare.netlink.libc.LibcConstants.SO_SNDBUFFORCE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portsnare.netlink.libc.Libc;
import org.portsnare.netlink.libc.SocketDescriptor;

/**
 * A netlink socket: sends requests and reads their answers, or listens to events.
 *
 * <p>The socket always belongs to the network namespace of the thread that opened it. Other threads
 * may use it later.
 *
 * <p>Thread-safe: one request, or one receive, runs at a time; others wait. Any thread may call
 * {@link #close} at any time. It wakes a thread that waits in {@link #receive}, which then returns
 * {@link Receipt#CLOSED}. {@code close} returns when no thread uses the socket any more.
 * Interrupting a thread does not end its wait; closing does. A waiting thread is pinned inside a
 * native call, so receive on platform threads.
 */
public final class NetlinkSocket implements AutoCloseable {
  /** Maximum wait for an answer. The kernel normally answers before {@code send} returns. */
  private static final int ANSWER_TIMEOUT_MILLIS = 10_000;

  /** Bytes of the longest datagram: twice the kernel's limit of 32 KiB for a datagram of a dump. */
  private static final int DATAGRAM = 64 * 1024;

  private static final int KEPT_SEND_BUFFER = 1 << 20;

  /** Maximum bytes of a request that needs no larger send buffer. */
  private static final int SMALL_REQUEST = 64 * 1024;

  /** No errno. */
  private static final int NOTHING = -1;

  private static final int FIRST_SEND_BUFFER = 4 * 1024;
  private static final int SOCKADDR_NL = 12;

  /** The result of a call of {@link #receive}. */
  public enum Receipt {
    /** A datagram; {@link #messages()} reads it. */
    DATA,
    /** Nothing arrived within the given time. */
    TIMEOUT,
    /** {@code ENOBUFS}: the reader was too slow, so the kernel dropped events. */
    OVERRUN,
    /** The socket has been closed. */
    CLOSED
  }

  /**
   * Why a request was refused.
   *
   * @param message index of the refused message in the request, from 0
   * @param errno the errno, positive
   * @param hint the kernel's explanation, if it gave one
   */
  public record Failure(int message, int errno, @Nullable String hint) {}

  /** Receives the answers of {@link #exchangeEach}. */
  @FunctionalInterface
  public interface NumberedAnswers {
    /**
     * Takes one answer.
     *
     * @param message index of the answered message in the request, from 0
     */
    void accept(int message, MessageReader answer);
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final SocketDescriptor descriptor;
  private final int portId;
  private final MemorySegment received;

  /** Grows when a longer datagram arrives; most sockets never receive a long one. */
  private byte[] datagram = new byte[DatagramBatch.SLOT];

  private final MessageReader reader = new MessageReader(datagram, 0);
  private MemorySegment toSend = MemorySegment.NULL;
  private @Nullable DatagramBatch batch;
  private boolean manyAnswers;
  private int tolerated = NOTHING;
  private int sequence;
  private int sendBuffer;

  private NetlinkSocket(SocketDescriptor descriptor, int portId, int longest) {
    this.descriptor = descriptor;
    this.portId = portId;
    received = Arena.ofAuto().allocate(longest, 8);
  }

  /**
   * Opens and binds a socket in the calling thread's network namespace.
   *
   * @param protocol one of the {@code NETLINK_} families of {@link NetlinkConstants}
   * @throws NetlinkException if the kernel lacks the family or refuses
   */
  public static NetlinkSocket open(int protocol) {
    return open(protocol, DATAGRAM);
  }

  /**
   * Like {@link #open(int)}, for datagrams of more than 64 KiB. No answer and no dump is that long.
   *
   * @param longest maximum bytes of a received datagram
   */
  public static NetlinkSocket open(int protocol, int longest) {
    String operation = "open a netlink socket of family " + protocol;
    int fd = check(operation, Libc.socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, protocol));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment address = arena.allocate(SOCKADDR_NL, 4);
      address.set(JAVA_SHORT, 0, (short) AF_NETLINK);
      check(operation, Libc.bind(fd, address));
      MemorySegment length = arena.allocateFrom(JAVA_INT, SOCKADDR_NL);
      check(operation, Libc.getsockname(fd, address, length));
      check(operation, Libc.setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, 1));
      // Otherwise every error answer would return the whole request, which may have megabytes.
      check(operation, Libc.setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, 1));
      int wakeFd = check(operation, Libc.eventfd());
      SocketDescriptor descriptor = new SocketDescriptor(fd, wakeFd);
      return new NetlinkSocket(descriptor, address.get(JAVA_INT, 4), longest);
    } catch (RuntimeException e) {
      Libc.close(fd);
      throw e;
    }
  }

  /** The kernel's address of this socket. Events that this socket causes carry it. */
  public int portId() {
    return portId;
  }

  /**
   * Requests a receive buffer of {@code bytes}. Returns the bytes that the kernel granted; it
   * doubles the request. A buffer above the system's limit needs {@code CAP_NET_ADMIN}.
   */
  public int receiveBuffer(int bytes) {
    return buffer(SO_RCVBUFFORCE, SO_RCVBUF, bytes);
  }

  /** Like {@link #receiveBuffer}, for the send buffer, which limits the size of one request. */
  public int sendBuffer(int bytes) {
    sendBuffer = buffer(SO_SNDBUFFORCE, SO_SNDBUF, bytes);
    return sendBuffer;
  }

  private int buffer(int force, int plain, int bytes) {
    String operation = "size a netlink buffer";
    lock.lock();
    try {
      checkOpen(operation);
      int fd = descriptor.fd();
      if (Libc.setsockopt(fd, SOL_SOCKET, force, bytes) < 0) {
        check(operation, Libc.setsockopt(fd, SOL_SOCKET, plain, bytes));
      }
      return check(operation, Libc.getsockopt(fd, SOL_SOCKET, plain));
    } finally {
      lock.unlock();
    }
  }

  /** Makes the kernel apply the filters in a dump request of rtnetlink. */
  public void strictChecks() {
    option("ask for strict checks", NETLINK_GET_STRICT_CHK, 1);
  }

  /** Subscribes to a multicast group, for example {@code NFNLGRP_NFTABLES}. */
  public void join(int group) {
    option("join netlink group " + group, NETLINK_ADD_MEMBERSHIP, group);
  }

  private void option(String operation, int option, int value) {
    lock.lock();
    try {
      checkOpen(operation);
      check(operation, Libc.setsockopt(descriptor.fd(), SOL_NETLINK, option, value));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends a request of one or more messages and reads all its answers. At least the last message
   * must request an acknowledgement or be a dump.
   *
   * @param operation name of the operation, for error messages
   * @param answers receives every message that is not a control message, while this socket is
   *     locked
   * @return the first failure among the answers; null on success
   * @throws NetlinkException if the request could not be sent, or its answers were lost
   */
  public @Nullable Failure exchange(
      String operation, MessageWriter request, Consumer<MessageReader> answers) {
    lock.lock();
    try {
      int first = sequence + 1;
      int last = request.number(first);
      sequence = last;
      sendLocked(operation, request);
      return awaitLocked(operation, first, last, answers);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Like {@link #exchange}, for a request with many answers of less than 4 KiB each. It receives
   * many answers per system call. Not for dumps.
   */
  public @Nullable Failure exchangeMany(
      String operation, MessageWriter request, Consumer<MessageReader> answers) {
    lock.lock();
    try {
      manyAnswers = true;
      return exchange(operation, request, answers);
    } finally {
      manyAnswers = false;
      lock.unlock();
    }
  }

  /**
   * Like {@link #exchangeMany}, for messages that have nothing to do with each other: one that the
   * kernel refuses with {@code tolerated} is no failure. The last must request an acknowledgement.
   *
   * @param tolerated an errno, positive
   */
  public @Nullable Failure exchangeEach(
      String operation, MessageWriter request, int tolerated, NumberedAnswers answers) {
    lock.lock();
    try {
      this.tolerated = tolerated;
      int first = sequence + 1;
      return exchangeMany(
          operation, request, answer -> answers.accept(answer.sequence() - first, answer));
    } finally {
      this.tolerated = NOTHING;
      lock.unlock();
    }
  }

  /** Like {@link #exchange}, but throws a failure as {@link NetlinkException}. */
  public void request(String operation, MessageWriter request, Consumer<MessageReader> answers) {
    Failure failure = exchange(operation, request, answers);
    if (failure != null) throw new NetlinkException(operation, failure.errno(), failure.hint());
  }

  /** Like {@link #request}, for a request whose only answer is success. */
  public void request(String operation, MessageWriter request) {
    request(operation, request, _ -> {});
  }

  private @Nullable Failure awaitLocked(
      String operation, int first, int last, Consumer<MessageReader> answers) {
    Failure failure = null;
    boolean interrupted = false;
    while (true) {
      switch (receiveLocked(ANSWER_TIMEOUT_MILLIS)) {
        case DATA -> {}
        case TIMEOUT -> throw new NetlinkException(operation, Errno.ETIMEDOUT, "no answer");
        case OVERRUN -> throw new NetlinkException(operation, Errno.ENOBUFS, "the answer was lost");
        case CLOSED -> throw new NetlinkException(operation, 9, "the socket was closed");
      }
      while (reader.next()) {
        int answered = reader.sequence();
        // Other numbers are late answers to an abandoned request.
        if (answered - first < 0 || answered - last > 0) continue;
        interrupted |= (reader.flags() & NLM_F_DUMP_INTR) != 0;
        ControlMessage control = ControlMessage.of(reader);
        switch (control) {
          case ControlMessage.None() -> answers.accept(reader);
          case ControlMessage.Skip() -> {}
          case ControlMessage.Ack() -> {
            if (answered == last) return failure;
          }
          case ControlMessage.Done(int errno) -> {
            if (errno != 0) return new Failure(answered - first, errno, null);
            return interrupted
                ? new Failure(answered - first, Errno.EINTR, "the data changed during the dump")
                : failure;
          }
          case ControlMessage.Refused(int errno, _) when errno == tolerated -> {
            if (answered == last) return failure;
          }
          case ControlMessage.Refused(int errno, String hint) -> {
            if (failure == null) failure = new Failure(answered - first, errno, hint);
            // The request was refused as a whole: no other answers follow.
            if (answered == first || answered == last) return failure;
          }
        }
      }
    }
  }

  /**
   * Waits for one datagram. Use it on a socket that has joined a group or is bound to one. The
   * messages stay valid until the next call of any method that receives.
   *
   * @param timeoutMillis maximum wait in milliseconds; negative for no limit
   */
  public Receipt receive(int timeoutMillis) {
    lock.lock();
    try {
      return receiveLocked(timeoutMillis);
    } finally {
      lock.unlock();
    }
  }

  /** The messages of the datagram from the last {@link #receive}; always the same reader. */
  public MessageReader messages() {
    return reader;
  }

  private Receipt receiveLocked(int timeoutMillis) {
    while (true) {
      if (descriptor.isClosed()) return Receipt.CLOSED;
      // First without waiting: under load a datagram nearly always waits, and poll costs a call.
      long count = manyAnswers ? receiveMany() : receiveOne();
      if (count >= 0) return Receipt.DATA;
      int errno = (int) -count;
      if (errno == Errno.ENOBUFS) return Receipt.OVERRUN;
      if (errno != Errno.EAGAIN) throw new NetlinkException("receive from netlink", errno);
      int ready = check("wait for netlink", descriptor.await(timeoutMillis));
      if (ready == 0 && timeoutMillis >= 0) {
        return descriptor.isClosed() ? Receipt.CLOSED : Receipt.TIMEOUT;
      }
    }
  }

  private long receiveMany() {
    DatagramBatch several = batch;
    if (several == null) {
      several = new DatagramBatch();
      batch = several;
    }
    if (!several.hasNext()) {
      int count = several.receive(descriptor.fd());
      if (count < 0) return count;
    }
    int length = several.next(datagram);
    reader.reset(datagram, length);
    return length;
  }

  private long receiveOne() {
    long count = Libc.recv(descriptor.fd(), received, MSG_DONTWAIT | MSG_TRUNC);
    if (count < 0) return count;
    if (count > received.byteSize()) {
      throw new NetlinkException("receive from netlink", Errno.EMSGSIZE, count + " bytes");
    }
    if (count > datagram.length) {
      datagram = new byte[(int) Math.min(received.byteSize(), 2 * count)];
    }
    MemorySegment.copy(received, JAVA_BYTE, 0, datagram, 0, (int) count);
    reader.reset(datagram, (int) count);
    return count;
  }

  private void sendLocked(String operation, MessageWriter request) {
    checkOpen(operation);
    int length = request.length();
    if (length > SMALL_REQUEST) growSendBuffer(length);
    if (length > KEPT_SEND_BUFFER) {
      try (Arena arena = Arena.ofConfined()) {
        send(operation, request, arena.allocate(length, 8));
      }
    } else {
      send(operation, request, kept(length));
    }
  }

  /** The reused send memory. It starts small: most sockets send few short requests, or none. */
  private MemorySegment kept(int length) {
    if (toSend.byteSize() < length) {
      int size = Math.max(FIRST_SEND_BUFFER, Integer.highestOneBit(2 * length - 1));
      toSend = Arena.ofAuto().allocate(size, 8);
    }
    return toSend;
  }

  private void growSendBuffer(int length) {
    // The kernel refuses a datagram that is longer than its buffer size less a few bytes.
    if (length > sendBuffer - 4096) sendBuffer(length / 2 + 8192);
  }

  private void send(String operation, MessageWriter request, MemorySegment buffer) {
    MemorySegment.copy(request.array(), 0, buffer, JAVA_BYTE, 0, request.length());
    long sent = Libc.send(descriptor.fd(), buffer, request.length(), 0);
    if (sent < 0) throw new NetlinkException(operation, (int) -sent);
  }

  @Override
  public void close() {
    if (!descriptor.beginClose()) return;
    lock.lock();
    try {
      descriptor.release();
    } finally {
      lock.unlock();
    }
  }

  /** Call it with the lock held: a closed descriptor's number may belong to another file by now. */
  private void checkOpen(String operation) {
    if (descriptor.isClosed()) throw new NetlinkException(operation, 9, "the socket was closed");
  }

  private static int check(String operation, int rc) {
    if (rc < 0) throw new NetlinkException(operation, -rc);
    return rc;
  }
}
