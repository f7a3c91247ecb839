package org.portsnare.bench.peer;

import java.io.IOException;
import java.util.Map;
import org.portsnare.testing.Lab;

/** A program that bans scanners, set up on a guarded host. */
interface Peer extends AutoCloseable {
  String name();

  Lab lab();

  /** Its settings: file or command to content. */
  Map<String, String> settings();

  /** Starts it and returns when it works. */
  public void start() throws IOException, InterruptedException;

  /** Number of banned senders. */
  long bans();

  /**
   * Sends it new scanners in the fastest way for this peer.
   *
   * @return number of scanners
   */
  int flood() throws IOException, InterruptedException;

  @Override
  void close();
}
