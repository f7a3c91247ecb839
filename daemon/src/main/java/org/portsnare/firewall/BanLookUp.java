package org.portsnare.firewall;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Prefix;
import org.portsnare.firewall.rules.Ruleset;
import org.portsnare.netfilter.nftables.NfTables;
import org.portsnare.netfilter.nftables.Set;
import org.portsnare.netfilter.nftables.SetElement;

/**
 * Looks bans of addresses up in the kernel. A second thread has a socket of its own: the kernel
 * works for both at the same time.
 */
final class BanLookUp implements AutoCloseable {
  private static final long IDLE_SECONDS = 10;

  private final NfTables nftables;
  private @Nullable NfTables second;
  private @Nullable ThreadPoolExecutor helper;

  BanLookUp(NfTables nftables) {
    this.nftables = nftables;
  }

  /** Looks these bans up in the kernel. */
  public Found of(Ruleset ruleset, List<Prefix> prefixes) {
    return new Part(nftables, ruleset, prefixes, new Found(prefixes.size())).get();
  }

  /** As {@link #of}, on the second thread, while the caller does something else. */
  PendingLookUp async(Ruleset ruleset, List<Prefix> prefixes) {
    Part part = new Part(second(), ruleset, prefixes, new Found(prefixes.size()));
    return new PendingLookUp(CompletableFuture.supplyAsync(part, helper()));
  }

  private NfTables second() {
    NfTables open = second;
    if (open == null) {
      open = NfTables.open();
      second = open;
    }
    return open;
  }

  private Executor helper() {
    ThreadPoolExecutor known = helper;
    if (known == null) {
      known =
          new ThreadPoolExecutor(
              1,
              1,
              IDLE_SECONDS,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(),
              Thread.ofPlatform().name("look-up").daemon().factory());
      known.allowCoreThreadTimeOut(true);
      helper = known;
    }
    return known;
  }

  @Override
  public void close() {
    if (helper != null) helper.close();
    if (second != null) second.close();
  }

  private record Part(NfTables nftables, Ruleset ruleset, List<Prefix> prefixes, Found found)
      implements Supplier<Found> {
    @Override
    public Found get() {
      int[] indices = new int[prefixes.size()];
      for (int place = 0; place < Ruleset.PLACES; place++) {
        Set set = ruleset.banSet(place);
        if (set.isInterval()) continue;
        List<byte[]> keys = new ArrayList<>();
        for (int i = 0; i < prefixes.size(); i++) {
          if (ruleset.placeOf(prefixes.get(i)) != place) continue;
          indices[keys.size()] = i;
          keys.add(prefixes.get(i).address());
        }
        if (!keys.isEmpty()) lookUp(set, keys, indices);
      }
      return found;
    }

    private void lookUp(Set set, List<byte[]> keys, int[] indices) {
      for (int from = 0; from < keys.size(); from += NfTables.MAX_KEYS) {
        int first = from;
        List<byte[]> some = keys.subList(from, Math.min(keys.size(), from + NfTables.MAX_KEYS));
        PresentElements.find(
            nftables,
            set,
            some,
            (key, element) ->
                found.put(indices[first + key], element.expirationMillis(), dropped(element)));
      }
    }

    private static long dropped(SetElement element) {
      return element.isCounted() ? element.packets() : Found.UNCOUNTED;
    }
  }
}
