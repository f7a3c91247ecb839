package org.portsnare.firewall;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.ban.BanSink;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.ban.Trigger;
import org.portsnare.config.Config;
import org.portsnare.firewall.rules.Features;
import org.portsnare.firewall.rules.Ruleset;

/** A whole table in memory: it can be there already, be taken away, and refuse other rules. */
public final class FakeTable extends FakeEnforcer implements TablePort {
  private final InstantSource clock;
  private final Map<Integer, Long> served = new HashMap<>();
  private @Nullable Ruleset inForce;
  private boolean synproxy = true;

  public FakeTable(InstantSource clock) {
    super(FakeEnforcer.ruleset(""), clock);
    this.clock = clock;
  }

  /** An earlier daemon has left its table, with the bans in it. */
  public void leftBehind(Ruleset ruleset) {
    rules(ruleset);
    inForce = ruleset;
  }

  /** Another program deletes the table. */
  public void deleted() {
    inForce = null;
    clear();
  }

  /** A kernel without the module nft_synproxy. */
  public void withoutSynproxy() {
    synproxy = false;
  }

  /** The rules that the kernel has. */
  public Ruleset inForce() {
    if (inForce == null) throw new AssertionError("there is no table");
    return inForce;
  }

  @Override
  public Features features(Config config) {
    return new Features(0, Ruleset.wantsProof(config) && synproxy);
  }

  @Override
  public boolean ownsTable() {
    return false;
  }

  @Override
  public boolean tableExists() {
    return inForce != null;
  }

  @Override
  public void apply(Ruleset ruleset) {
    change("apply rules");
    rules(ruleset);
    inForce = ruleset;
  }

  @Override
  public long replace(Ruleset ruleset, Consumer<BanSink> bans) {
    change("replace the table");
    clear();
    served.clear();
    rules(ruleset);
    inForce = ruleset;
    return load(bans);
  }

  @Override
  public long make(Ruleset ruleset, Consumer<BanSink> bans) {
    if (inForce != null) throw new AssertionError("there is a table");
    return replace(ruleset, bans);
  }

  private long load(Consumer<BanSink> bans) {
    Instant now = clock.instant();
    long[] rejected = {0};
    bans.accept(
        (prefix, expires, dropped) -> {
          if (isNetwork(prefix)) addNetworks(List.of(network(prefix, now, expires, dropped)));
          else rejected[0] += add(List.of(new Term(prefix, now.toEpochMilli(), expires, dropped)));
        });
    return rejected[0];
  }

  private static Ban network(Prefix prefix, Instant now, long expires, long dropped) {
    return new Ban(
        prefix,
        now,
        expires == BanSink.NEVER ? null : Instant.ofEpochMilli(expires),
        false,
        Trigger.FOUND,
        Evidence.PROBABLE,
        Ban.Touched.NOTHING,
        0,
        dropped,
        1,
        "");
  }

  @Override
  public void removeTable() {
    change("delete the table");
    deleted();
  }

  @Override
  public void loadConfirmed(List<Term> bans, List<Ban> networks) {
    change("replace confirmed");
    onlyConfirmed(bans.stream().map(Term::prefix).toList());
  }

  @Override
  public void noteNetworks(List<Ban> bans) {}

  @Override
  public boolean isFull() {
    return isFullNow();
  }

  @Override
  public void serve(Map<Integer, Long> ages) {
    served.putAll(ages);
  }

  @Override
  public Map<Integer, Long> served() {
    return Map.copyOf(served);
  }

  @Override
  public long unserved() {
    return 0;
  }

  @Override
  public Counters counters() {
    return new Counters(Map.of());
  }

  @Override
  public void bansOf(Ruleset ruleset, Consumer<Firewall.Element> found) {
    for (Term term : terms()) {
      Prefix prefix = term.prefix();
      long left = term.expires() == BanSink.NEVER ? 0 : term.expires() - clock.millis();
      found.accept(new Firewall.Element(prefix, left, left, droppedBy(prefix)));
    }
  }
}
