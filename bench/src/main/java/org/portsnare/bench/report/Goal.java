package org.portsnare.bench.report;

/** The goals, one per line of the table. */
public enum Goal {
  RESTORE("start of the process to 1,000,000 bans enforced, from the ledger", "under 3 s"),
  LOADING_NFT("loading phase, times as fast as `nft -f`, 1,000,000 bans", "at least 3"),
  LOADING_IPSET("loading phase, times as fast as `ipset restore`, 1,000,000 bans", "at least 2"),
  FLOOD_RATE("flood of 1,000,000 new scanners: rate", "at least 150,000/s"),
  FLOOD_KERNEL("the same: banned in the kernel", "100 %"),
  FLOOD_LEDGER("the same: in the ledger, after the last packet", "100 % within 5 s"),
  FLOOD_LOST("the same: events lost", "0"),
  FLOOD_CPU("CPU of the daemon per hit in that flood", "at most 5 µs"),
  MEMORY_IDLE("resident memory, idle, HTTP server on", "64 MiB"),
  MEMORY_FLOOD("resident memory in that flood, peak", "200 MiB"),
  MEMORY_MILLION("resident memory with 1,000,000 bans at rest", "128 MiB"),
  IDLE("CPU with one hit a second", "under 0.2 % of a core"),
  PACKET("a packet with 1,000,000 bans against 0 bans", "difference within noise"),
  PACKET_MANY("the same, 16,384 senders of each kind in turn", "difference within noise"),
  LIST("`list` with 10 bans, whole process", "under 250 ms"),
  STATUS("`status`, whole process", "under 250 ms"),
  EXPLAIN("`explain`, whole process", "under 250 ms"),
  EXPORT("export of 1,000,000 bans as plain text", "under 2 s"),
  LIST_JSON("`list --format json` of 1,000,000 bans", "under 4 s"),
  EXPORT_MEMORY("growth of the daemon's memory by that", "at most 32 MiB"),
  PUBLISH("publishing of 1,000,000 bans, all files, signed", "under 5 s"),
  PUBLISH_MEMORY("growth of the daemon's memory by that", "at most 32 MiB"),
  WATCH("hit to line on `watch`, p99", "under 250 ms"),
  RECONCILE("reconcile of 1,000,000 bans with 1,000 differences", "under 2 s"),
  RECONCILE_DELAY("delay of a hit by that", "at most 50 ms"),
  BUILD("`make fast`, after `make clean`", "under 60 s");

  private final String what;
  private final String target;

  Goal(String what, String target) {
    this.what = what;
    this.target = target;
  }

  public String what() {
    return what;
  }

  String target() {
    return target;
  }
}
