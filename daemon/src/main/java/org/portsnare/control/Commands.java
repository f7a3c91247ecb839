package org.portsnare.control;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;
import org.portsnare.event.EventQueue;
import org.portsnare.view.Answer;
import org.portsnare.view.BanView;
import org.portsnare.view.ExplainView;
import org.portsnare.view.ImportView;
import org.portsnare.view.ReportView;
import org.portsnare.view.StatusView;

/**
 * The requests to the daemon. Every method may be called by any thread.
 *
 * <p>This is the border between the API and the daemon: the package of the API does not depend on
 * the package of the daemon.
 */
public interface Commands {
  StatusView status();

  ExplainView explain(Prefix address);

  /**
   * What happened up to now.
   *
   * @param length of the time; it is compared with the time of the same length before
   * @param top maximum length of each list
   */
  ReportView report(Duration length, int top);

  /**
   * Passes the active bans that match to {@code consumer}.
   *
   * @return the last one's id, before which a further page begins; 0 if none matched
   */
  long list(ListRequest request, Consumer<BanView> consumer);

  /** As {@link #list}, but only the addresses and prefixes. */
  void addresses(ListRequest request, Consumer<String> consumer);

  /**
   * Bans by hand.
   *
   * @param lifetime null for the time in the configuration
   * @param force whether to ban even prefixes that touch an exemption
   */
  Answer ban(List<Prefix> prefixes, @Nullable Lifetime lifetime, String reason, boolean force);

  /**
   * Bans the prefixes that another program has banned. If a ban has two ends, the later one counts.
   *
   * @throws RefusedException if the kernel's sets have no room for all of them, or one touches an
   *     exemption and the request is strict; none is banned then
   */
  ImportView importBans(ImportRequest request);

  /**
   * Lifts bans by hand.
   *
   * @param inside whether to lift the bans inside these networks too
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
   * @param trial how long; for ever means without a trial
   */
  Answer apply(Lifetime trial);

  /** Keeps the configuration that is on trial. */
  Answer confirm();

  /** Takes back the configuration that is on trial. */
  Answer revert();

  /** Publishes the lists now, and waits for that. */
  Answer publish();

  /** Ends the daemon; with {@code down} the table goes too. */
  Answer stop(boolean down);

  /** Called for every requested change, after it was made or refused. */
  void changed(Change change);

  /**
   * The events of bans from now on, until the queue is closed.
   *
   * @param capacity maximum number of events that wait for their reader
   */
  EventQueue watch(int capacity);
}
