package org.portsnare.control;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.event.EventQueue;

/**
 * What the daemon can be asked. Every method may be called by any thread.
 *
 * <p>This is the border between the API and the daemon, so that the API's package needs nothing of
 * the daemon's.
 */
public interface Commands {
  StatusView status();

  ExplainView explain(Prefix address);

  /** Passes the active bans that match to {@code consumer}, newest first. */
  void list(ListRequest request, Consumer<BanView> consumer);

  /** As {@link #list}, with the addresses and prefixes alone. */
  void addresses(ListRequest request, Consumer<String> consumer);

  /**
   * Bans by hand.
   *
   * @param lifetime null for as long as the configuration says
   * @param force also what would touch an exemption
   */
  Answer ban(List<Prefix> prefixes, @Nullable Lifetime lifetime, String reason, boolean force);

  /**
   * Bans what another program has banned. Of two ends of one ban the later one counts.
   *
   * @throws RefusedException if the kernel's sets have no room for all of them, or one touches an
   *     exemption and the request is strict; none is banned then
   */
  ImportView importBans(ImportRequest request);

  /**
   * Lifts bans by hand.
   *
   * @param inside also the bans inside these networks
   */
  Answer unban(List<Prefix> prefixes, boolean inside);

  Answer allow(Prefix prefix, @Nullable Lifetime lifetime, String comment);

  Answer disallow(Prefix prefix);

  /** Reads the configuration file again. */
  Answer reload();

  /**
   * Reads the configuration file again and puts it into force for a time: it is taken back unless
   * it is confirmed.
   *
   * @param trial how long; for ever means for good
   */
  Answer apply(Lifetime trial);

  /** Keeps the configuration that is on trial. */
  Answer confirm();

  /** Takes the configuration that is on trial back. */
  Answer revert();

  /** Publishes the lists now, and waits for that. */
  Answer publish();

  /** Ends the daemon; with {@code down} the table goes too. */
  Answer stop(boolean down);

  /** Is told of every change that was asked for, when it was made or refused. */
  void changed(Change change);

  /**
   * What happens to bans from now on, until the queue is closed.
   *
   * @param capacity events that wait for their reader at most
   */
  EventQueue watch(int capacity);
}
