package org.portsnare.netfilter.nflog;

import static org.portsnare.netlink.NetlinkConstants.NETLINK_NETFILTER;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_ACK;
import static org.portsnare.netlink.NetlinkConstants.NLM_F_REQUEST;

import java.util.function.Consumer;
import org.portsnare.netlink.Errno;
import org.portsnare.netlink.MessageReader;
import org.portsnare.netlink.MessageWriter;
import org.portsnare.netlink.NetlinkException;
import org.portsnare.netlink.NetlinkSocket;

/**
 * A listener to one NFLOG group. The kernel collects events and sends them after {@value
 * #QUEUE_THRESHOLD} events, {@value #BUFFER} bytes or {@value #TIMEOUT_CENTISECONDS} hundredths of
 * a second.
 *
 * <p>One platform thread receives. Any thread may call {@link #close}, which ends its wait.
 */
public final class NflogGroup implements AutoCloseable {
  private static final int NFNL_SUBSYS_ULOG = 4;
  private static final int NFULNL_MSG_PACKET = NFNL_SUBSYS_ULOG << 8;
  private static final int NFULNL_MSG_CONFIG = NFNL_SUBSYS_ULOG << 8 | 1;
  private static final int NFULA_CFG_CMD = 1;
  private static final int NFULA_CFG_MODE = 2;
  private static final int NFULA_CFG_NLBUFSIZ = 3;
  private static final int NFULA_CFG_TIMEOUT = 4;
  private static final int NFULA_CFG_QTHRESH = 5;
  private static final int NFULNL_CFG_CMD_BIND = 1;
  private static final int NFULNL_COPY_PACKET = 2;

  static final int BUFFER = 128 * 1024;
  static final int QUEUE_THRESHOLD = 500;
  static final int TIMEOUT_CENTISECONDS = 10;
  private static final int RECEIVE_BUFFER = 64 << 20;

  private final NetlinkSocket socket;
  private final PacketEvent event = new PacketEvent();

  private NflogGroup(NetlinkSocket socket) {
    this.socket = socket;
  }

  /**
   * Binds to a group in the calling thread's network namespace.
   *
   * @param copyRange maximum bytes of each packet that the kernel copies
   * @throws NetlinkException if another program already listens to the group, or without {@code
   *     CAP_NET_ADMIN}
   */
  public static NflogGroup bind(int group, int copyRange) {
    NetlinkSocket socket = NetlinkSocket.open(NETLINK_NETFILTER, 2 * BUFFER);
    try {
      socket.receiveBuffer(RECEIVE_BUFFER);
      configure(socket, group, copyRange);
      return new NflogGroup(socket);
    } catch (RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  private static void configure(NetlinkSocket socket, int group, int copyRange) {
    String operation = "bind to NFLOG group " + group;
    MessageWriter bind = config(group);
    bind.putU8(NFULA_CFG_CMD, NFULNL_CFG_CMD_BIND).end();
    NetlinkSocket.Failure failure = socket.exchange(operation, bind, _ -> {});
    if (failure != null) {
      // The kernel has no EBUSY here: it answers EPERM for another program's group too.
      boolean taken = failure.errno() == Errno.EPERM;
      String hint =
          taken ? "another program listens to it, or CAP_NET_ADMIN is missing" : failure.hint();
      throw new NetlinkException(operation, failure.errno(), hint);
    }
    MessageWriter mode = config(group);
    mode.putBytes(NFULA_CFG_MODE, copyPacket(copyRange));
    mode.putBe32(NFULA_CFG_NLBUFSIZ, BUFFER);
    mode.putBe32(NFULA_CFG_TIMEOUT, TIMEOUT_CENTISECONDS);
    mode.putBe32(NFULA_CFG_QTHRESH, QUEUE_THRESHOLD).end();
    socket.request("configure NFLOG group " + group, mode);
  }

  private static MessageWriter config(int group) {
    return new MessageWriter(128)
        .begin(NFULNL_MSG_CONFIG, NLM_F_REQUEST | NLM_F_ACK)
        .u8(0)
        .u8(0)
        .be16(group);
  }

  /** {@code struct nfulnl_msg_config_mode}: range in network order, mode, padding. */
  private static byte[] copyPacket(int range) {
    return new byte[] {
      (byte) (range >> 24),
      (byte) (range >> 16),
      (byte) (range >> 8),
      (byte) range,
      NFULNL_COPY_PACKET,
      0
    };
  }

  /**
   * Waits for events and passes each of them to {@code consumer}.
   *
   * @param timeoutMillis maximum wait in milliseconds; negative for no limit
   */
  public NetlinkSocket.Receipt receive(int timeoutMillis, Consumer<PacketEvent> consumer) {
    NetlinkSocket.Receipt receipt = socket.receive(timeoutMillis);
    if (receipt != NetlinkSocket.Receipt.DATA) return receipt;
    MessageReader messages = socket.messages();
    while (messages.next()) {
      if (messages.type() != NFULNL_MSG_PACKET) continue;
      event.decode(messages);
      consumer.accept(event);
    }
    return receipt;
  }

  @Override
  public void close() {
    socket.close();
  }
}
