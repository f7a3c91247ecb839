package org.portsnare.netfilter.nftables;

import static org.portsnare.netfilter.nftables.Attributes.*;
import static org.portsnare.netlink.NetlinkConstants.NETLINK_NETFILTER;

import org.portsnare.netlink.AttributeReader;
import org.portsnare.netlink.MessageReader;
import org.portsnare.netlink.NetlinkSocket;

/**
 * Reports changes of a table by other sockets. Not thread-safe, but any thread may call {@link
 * #close}, which ends a wait.
 */
public final class NfTablesEvents implements AutoCloseable {
  /** The result of {@link #await}. */
  public enum Event {
    /** Another socket changed, added or deleted the table or a part of it, except elements. */
    CHANGED,
    /** Another socket added elements to a set of the table, or deleted elements. */
    ELEMENTS_CHANGED,
    /** Events were lost, so the caller must read the table. */
    LOST,
    /** No such change within the given time. */
    NONE,
    /** This object was closed. */
    CLOSED
  }

  private static final int RECEIVE_BUFFER = 4 << 20;

  private final NetlinkSocket socket;
  private final Table table;
  private final int ownPortId;

  /** Event of the transaction whose end is not read yet. */
  private Event pending = Event.NONE;

  private NfTablesEvents(NetlinkSocket socket, Table table, int ownPortId) {
    this.socket = socket;
    this.table = table;
    this.ownPortId = ownPortId;
  }

  /**
   * Subscribes in the calling thread's network namespace.
   *
   * @param ownPortId port id of the socket whose changes are ignored
   */
  public static NfTablesEvents open(Table table, int ownPortId) {
    NetlinkSocket socket = NetlinkSocket.open(NETLINK_NETFILTER);
    socket.receiveBuffer(RECEIVE_BUFFER);
    socket.join(NFNLGRP_NFTABLES);
    return new NfTablesEvents(socket, table, ownPortId);
  }

  /**
   * Waits for the end of the next transaction. The kernel reports a large transaction in many
   * datagrams; its last message is the new generation ({@code NFT_MSG_NEWGEN}).
   *
   * @param timeoutMillis maximum wait in milliseconds; negative for no limit
   */
  public Event await(int timeoutMillis) {
    return switch (socket.receive(timeoutMillis)) {
      case DATA -> ended();
      case OVERRUN -> Event.LOST;
      case TIMEOUT -> Event.NONE;
      case CLOSED -> Event.CLOSED;
    };
  }

  /** The most important event of the transactions that end in this datagram. */
  private Event ended() {
    MessageReader messages = socket.messages();
    Event ended = Event.NONE;
    while (messages.next()) {
      if (messages.type() == (NFNL_SUBSYS_NFTABLES << 8 | NFT_MSG_NEWGEN)) {
        ended = worse(ended, pending);
        pending = Event.NONE;
      } else {
        pending = worse(pending, event(messages));
      }
    }
    return ended;
  }

  private static Event worse(Event one, Event other) {
    return other == Event.CHANGED || one == Event.NONE ? other : one;
  }

  private Event event(MessageReader message) {
    if (message.portId() == ownPortId || message.payloadLength() < NFGENMSG) return Event.NONE;
    if (message.type() >> 8 != NFNL_SUBSYS_NFTABLES) return Event.NONE;
    if (message.u8(0) != table.family().number()) return Event.NONE;
    return switch (message.type() & 0xff) {
      // In all these messages, attribute 1 is the name of the table.
      case NFT_MSG_NEWTABLE,
          NFT_MSG_DELTABLE,
          NFT_MSG_NEWCHAIN,
          NFT_MSG_DELCHAIN,
          NFT_MSG_NEWRULE,
          NFT_MSG_DELRULE,
          NFT_MSG_NEWSET,
          NFT_MSG_DELSET,
          NFT_MSG_DELOBJ ->
          tableOf(message).equals(table.name()) ? Event.CHANGED : Event.NONE;
      case NFT_MSG_NEWSETELEM, NFT_MSG_DELSETELEM ->
          tableOf(message).equals(table.name()) ? Event.ELEMENTS_CHANGED : Event.NONE;
      default -> Event.NONE;
    };
  }

  private static String tableOf(MessageReader message) {
    AttributeReader attributes = message.attributes(NFGENMSG);
    while (attributes.next()) {
      if (attributes.type() == NFTA_TABLE_NAME) return attributes.string();
    }
    return "";
  }

  @Override
  public void close() {
    socket.close();
  }
}
