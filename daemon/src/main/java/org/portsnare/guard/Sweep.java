package org.portsnare.guard;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Term;
import org.portsnare.ledger.Ledger;

/**
 * Goes through all bans, a page at a time, for those that must not be there: of senders inside
 * exempt networks, and of senders from which no packet can come. A note in the ledger says for
 * which networks that was done; nothing is read twice for the same ones. One thread uses it.
 */
public final class Sweep {
  /** What a page takes is about 15 ms. */
  private static final int PAGE = 10_000;

  /** In the ledger: the networks of which no exempt address is banned. */
  private static final String NETWORKS = "exempt-networks";

  /** In the ledger: it has no bans of senders from which no packet can come. */
  private static final String REAL_SENDERS = "real-senders-64";

  private List<Prefix> networks = List.of();
  private boolean running;
  private long cursor;

  /**
   * What is to end.
   *
   * @param exempt senders inside an exempt network
   * @param unreal senders from which no packet can come
   */
  record Page(List<Prefix> exempt, List<Prefix> unreal) {}

  /** Begins from the start, unless all was seen before. */
  void begin(Ledger ledger, List<Prefix> exemptNetworks) {
    networks = List.copyOf(exemptNetworks);
    cursor = 0;
    running = !isNoted(ledger, NETWORKS, names()) || !isNoted(ledger, REAL_SENDERS, "1");
  }

  public boolean isRunning() {
    return running;
  }

  /** Begins from the start again: what was found could not be ended. */
  void again() {
    cursor = 0;
    running = true;
  }

  private String names() {
    return networks.stream().sorted().map(Prefix::toString).collect(joining(" "));
  }

  private static boolean isNoted(Ledger ledger, String key, String text) {
    return ledger.meta(key).filter(text::equals).isPresent();
  }

  /** Reads one page. The last one leaves its note, to be committed with the ends of its bans. */
  Page step(Ledger ledger) {
    Page found = new Page(new ArrayList<>(), new ArrayList<>());
    Ledger.Page page = ledger.page(cursor, PAGE);
    for (Term ban : page.bans()) {
      Prefix prefix = ban.prefix();
      if (prefix.isUnreal()) found.unreal.add(prefix);
      else if (isExempt(prefix)) found.exempt.add(prefix);
    }
    cursor = page.last();
    if (page.isLast()) finish(ledger);
    return found;
  }

  private boolean isExempt(Prefix prefix) {
    for (Prefix network : networks) {
      if (network.contains(prefix)) return true;
    }
    return false;
  }

  private void finish(Ledger ledger) {
    running = false;
    ledger.setMeta(NETWORKS, names());
    ledger.setMeta(REAL_SENDERS, "1");
  }
}
