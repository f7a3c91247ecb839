package org.portsnare.daemon;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Prefix;
import org.portsnare.control.HitView;
import org.portsnare.hit.HitListener;

/** Those who watch hits as they come. Nothing is made for a hit that nobody watches. */
final class Watchers implements HitListener {
  private final List<Consumer<HitView>> watchers = new CopyOnWriteArrayList<>();

  AutoCloseable add(Consumer<HitView> watcher) {
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }

  @Override
  public void hit(Instant time, Prefix sender, int port, Ban ban, boolean isNew) {
    if (watchers.isEmpty()) return;
    HitView view =
        new HitView(
            time,
            sender.toString(),
            port,
            "tcp",
            ban.prefix().toString(),
            ban.expires(),
            ban.nth(),
            isNew);
    watchers.forEach(watcher -> watcher.accept(view));
  }
}
