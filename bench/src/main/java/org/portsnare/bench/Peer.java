package org.portsnare.bench;

import java.io.IOException;
import java.util.Map;
import org.portsnare.testing.Lab;

/** A program that bans scanners, set up on a guarded host. */
interface Peer extends AutoCloseable {
  String name();

  Lab lab();

  /** Its settings, file or command to content. */
  Map<String, String> settings();

  /** Sets it up and returns when it is at work. */
  void start() throws IOException, InterruptedException;

  /** How many senders it has banned. */
  long bans();

  /**
   * Sends it new scanners in the way that suits it best.
   *
   * @return how many
   */
  int flood() throws IOException, InterruptedException;

  @Override
  void close();
}
