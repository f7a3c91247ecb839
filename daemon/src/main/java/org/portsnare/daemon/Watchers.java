package org.portsnare.daemon;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Prefix;
import org.portsnare.control.HitView;
import org.portsnare.hit.HitKind;
import org.portsnare.hit.HitListener;

/** Those who watch hits as they come. Nothing is made for a hit that nobody watches. */
final class Watchers implements HitListener {
  private final List<Consumer<HitView>> watchers = new CopyOnWriteArrayList<>();

  AutoCloseable add(Consumer<HitView> watcher) {
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }

  @Override
  public boolean wants(Outcome outcome) {
    return !watchers.isEmpty();
  }

  @Override
  public void hit(Instant time, Prefix sender, int port, HitKind kind, Ban ban, Outcome outcome) {
    if (watchers.isEmpty()) return;
    HitView view =
        new HitView(
            time,
            sender.toString(),
            port,
            ban.protocol().isEmpty() ? "tcp" : ban.protocol(),
            kind.trigger().label(),
            ban.evidence().label(),
            ban.prefix().toString(),
            ban.expires(),
            ban.nth(),
            outcome.name().toLowerCase(Locale.ROOT));
    watchers.forEach(watcher -> watcher.accept(view));
  }
}
