package org.portsnare.netfilter.nftables;

import static org.portsnare.netfilter.nftables.Attributes.*;
import static org.portsnare.netlink.NetlinkConstants.NETLINK_NETFILTER;

import org.portsnare.netlink.AttributeReader;
import org.portsnare.netlink.MessageReader;
import org.portsnare.netlink.NetlinkSocket;

/**
 * Tells when somebody else changes a table. Not thread-safe, but {@link #close} may be called from
 * any thread and ends a wait.
 */
public final class NfTablesEvents implements AutoCloseable {
  /** What {@link #await} saw. */
  public enum Event {
    /** Another socket took away, added or changed the table, or a chain, rule or set of it. */
    CHANGED,
    /** Another socket added elements to a set of the table, or took some out. */
    ELEMENTS_CHANGED,
    /** Events were lost, so the table must be looked at. */
    LOST,
    /** Nothing that matters within the time given. */
    NONE,
    /** This object was closed. */
    CLOSED
  }

  private static final int RECEIVE_BUFFER = 4 << 20;

  private final NetlinkSocket socket;
  private final Table table;
  private final int ownPortId;

  /** Of the transaction whose end has not been read yet. */
  private Event pending = Event.NONE;

  private NfTablesEvents(NetlinkSocket socket, Table table, int ownPortId) {
    this.socket = socket;
    this.table = table;
    this.ownPortId = ownPortId;
  }

  /**
   * Subscribes in the calling thread's network namespace.
   *
   * @param ownPortId the socket whose own changes are passed over
   */
  public static NfTablesEvents open(Table table, int ownPortId) {
    NetlinkSocket socket = NetlinkSocket.open(NETLINK_NETFILTER);
    socket.receiveBuffer(RECEIVE_BUFFER);
    socket.join(NFNLGRP_NFTABLES);
    return new NfTablesEvents(socket, table, ownPortId);
  }

  /**
   * Waits for the end of the next transaction, at most {@code timeoutMillis}; negative waits
   * without an end. A large transaction is told in many datagrams, and the last of them is its
   * generation.
   */
  public Event await(int timeoutMillis) {
    return switch (socket.receive(timeoutMillis)) {
      case DATA -> ended();
      case OVERRUN -> Event.LOST;
      case TIMEOUT -> Event.NONE;
      case CLOSED -> Event.CLOSED;
    };
  }

  /** The worst of the transactions that end in this datagram. */
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
      // In all of these the attribute number 1 is the name of the table.
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
