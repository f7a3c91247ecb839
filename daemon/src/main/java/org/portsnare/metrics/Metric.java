package org.portsnare.metrics;

import java.util.List;

/** All metrics. The page {@code docs/metrics.md} has the same names and texts. */
public enum Metric {
  BUILD(Type.INFO, "portsnare_build_info", "The running version", "version"),
  ACTIVE_BANS(Type.GAUGE, "portsnare_active_bans", "Active bans in the ledger", "family"),
  KERNEL_BANS(
      Type.GAUGE,
      "portsnare_kernel_bans",
      "Bans in the kernel's sets, including ended ones for usually up to 10 s; absent before kernel"
          + " 6.16, which does not report it"),
  BAN_CAPACITY(
      Type.GAUGE, "portsnare_ban_capacity", "Size of the kernel's ban set: ban.max", "family"),
  BAN_SET_FULL(
      Type.GAUGE,
      "portsnare_ban_set_full",
      "1 if a ban set has been full since the configuration was loaded"),
  BANS(
      Type.COUNTER,
      "portsnare_bans_total",
      "Bans made, by their evidence at that time",
      "trigger",
      "evidence"),
  CONFIRMATIONS(
      Type.COUNTER, "portsnare_confirmations_total", "Probable bans that were confirmed later"),
  OBSERVED_SENDERS(
      Type.GAUGE, "portsnare_observed_senders", "Senders that are recorded but not banned"),
  COVERAGE(
      Type.GAUGE,
      "portsnare_senders_without_service",
      "New senders of the last 24 h whose TCP packets met no service, by result: caught by a trap,"
          + " or missed",
      "result"),
  EXEMPTIONS(Type.GAUGE, "portsnare_exemptions", "Prefixes that are never banned"),
  OBSERVING(Type.GAUGE, "portsnare_observing", "1 if observe is on: nobody is banned"),
  ON_TRIAL(Type.GAUGE, "portsnare_configuration_on_trial", "1 if the configuration is on trial"),
  BREAKER_OPEN(
      Type.GAUGE,
      "portsnare_flood_breaker_open",
      "1 if the flood breaker is open: too many new senders to ban each for one packet"),
  WARNINGS(Type.GAUGE, "portsnare_warnings", "Warnings that status shows"),

  HITS(Type.COUNTER, "portsnare_hits_total", "Hits recorded, by trigger", "trigger"),
  HITS_WAITING(Type.GAUGE, "portsnare_hits_waiting", "Hits that wait for the ledger"),
  HITS_WAITING_PEAK(
      Type.GAUGE,
      "portsnare_hits_waiting_peak",
      "Maximum number of hits that waited for the ledger since the start"),
  HIT_LOSSES(
      Type.COUNTER,
      "portsnare_hit_losses_total",
      "Times the kernel dropped events; their bans were made anyway"),
  UNREADABLE_HITS(
      Type.COUNTER, "portsnare_unreadable_hits_total", "Hits whose packet could not be read as IP"),
  UNHEARD(
      Type.COUNTER,
      "portsnare_unheard_packets_total",
      "Packets after handshakes that were not kept because too many waited"),
  STAGE(
      Type.COUNTER,
      "portsnare_stage_seconds_total",
      "Time spent in the hit pipeline, by stage: record, commit, kernel",
      "stage"),

  DROPPED_PACKETS(
      Type.COUNTER,
      "portsnare_dropped_packets_total",
      "Packets of banned senders dropped since the table was created"),
  DROPPED_BYTES(
      Type.COUNTER,
      "portsnare_dropped_bytes_total",
      "Bytes of banned senders dropped since the table was created"),
  TRAPPED(
      Type.COUNTER,
      "portsnare_trapped_packets_total",
      "Packets that led to a ban or were recorded, since the table was created"),
  FULL(
      Type.COUNTER,
      "portsnare_full_packets_total",
      "Packets to traps dropped without a ban because the set was full"),
  BELOW(
      Type.COUNTER,
      "portsnare_below_threshold_packets_total",
      "Packets to traps dropped because their senders had too few hits for a ban"),
  PROVED(Type.COUNTER, "portsnare_proved_handshakes_total", "Handshakes with traps completed"),
  ASKED(
      Type.COUNTER,
      "portsnare_asked_packets_total",
      "SYNs answered with a SYN cookie instead of a ban: flood breaker, or trigger handshake"),
  SPARED(
      Type.COUNTER,
      "portsnare_spared_packets_total",
      "Packets dropped without a ban by the flood breaker"),
  GUESSED(
      Type.COUNTER, "portsnare_guessed_packets_total", "ACKs to traps above the limit per sender"),
  UNREAL(
      Type.COUNTER,
      "portsnare_unreal_packets_total",
      "Packets from senders that cannot be on a wire, such as loopback, dropped"),
  CUT(
      Type.COUNTER,
      "portsnare_cut_packets_total",
      "Packets of this host to confirmed scanners, dropped"),

  DRIFT(
      Type.GAUGE,
      "portsnare_drift_bans",
      "Differences between kernel and ledger that the last pass found"),
  REPAIRED(
      Type.COUNTER,
      "portsnare_drift_repaired_total",
      "Differences between kernel and ledger that were repaired"),
  FOUND(
      Type.COUNTER,
      "portsnare_found_bans_total",
      "Bans found in the kernel that were missing in the ledger"),
  PASSES(Type.COUNTER, "portsnare_reconcile_passes_total", "Completed passes of the reconciler"),
  PASS_SECONDS(
      Type.GAUGE,
      "portsnare_reconcile_duration_seconds",
      "Duration of the last pass of the reconciler"),
  PASS_TIME(
      Type.GAUGE,
      "portsnare_reconcile_last_timestamp_seconds",
      "When the last pass of the reconciler ended"),

  LEDGER_WRITABLE(Type.GAUGE, "portsnare_ledger_writable", "1 if the ledger can be written"),
  LEDGER_FAILURES(
      Type.COUNTER, "portsnare_ledger_failures_total", "Failed attempts to use the ledger"),
  LEDGER_COMMITS(
      Type.COUNTER, "portsnare_ledger_commits_total", "Transactions with hits that were written"),
  LEDGER_BYTES(
      Type.GAUGE, "portsnare_ledger_size_bytes", "Size of the ledger's file, without its log"),
  RESTORE_SECONDS(
      Type.GAUGE, "portsnare_restore_duration_seconds", "Time to restore every ban at the start"),

  PUBLICATIONS(
      Type.COUNTER,
      "portsnare_publications_total",
      "Publications by result: success, failure",
      "result"),
  PUBLISH_FAILING(
      Type.GAUGE, "portsnare_publish_failing", "1 if the last publication failed, otherwise 0"),
  PUBLISH_TIME(
      Type.GAUGE,
      "portsnare_publish_last_success_timestamp_seconds",
      "When the last publication was made"),
  PUBLISH_SECONDS(
      Type.GAUGE, "portsnare_publish_duration_seconds", "Duration of the last publication"),
  PUBLISHED_BANS(Type.GAUGE, "portsnare_published_bans", "Bans in the last publication"),

  WEB_CONNECTIONS(Type.GAUGE, "portsnare_web_connections", "Open connections to web.listen"),
  WEB_STREAMS(Type.GAUGE, "portsnare_web_event_streams", "Pages that receive events now"),
  WEB_REQUESTS(
      Type.COUNTER, "portsnare_web_requests_total", "Requests to web.listen by status", "code"),
  WEB_REFUSED(
      Type.COUNTER,
      "portsnare_web_refused_connections_total",
      "Connections closed at once because there were too many"),
  WEB_EXPIRED(
      Type.COUNTER,
      "portsnare_web_expired_connections_total",
      "Connections closed because a request or an answer took too long"),
  WEB_SKIPPED(
      Type.COUNTER,
      "portsnare_web_skipped_events_total",
      "Events skipped because a page was too slow"),

  HEAP_USED(Type.GAUGE, "jvm_memory_used_bytes", "Memory of the JVM in use", "area"),
  HEAP_COMMITTED(
      Type.GAUGE,
      "jvm_memory_committed_bytes",
      "Memory of the JVM that is reserved for use",
      "area"),
  RESIDENT(Type.GAUGE, "process_resident_memory_bytes", "Resident memory of the process"),
  VIRTUAL(Type.GAUGE, "process_virtual_memory_bytes", "Virtual memory of the process"),
  CPU(Type.COUNTER, "process_cpu_seconds_total", "Processor time of the process"),
  STARTED(
      Type.GAUGE, "process_start_time_seconds", "When the process was started, since 1970 (UTC)"),
  OPEN_FILES(Type.GAUGE, "process_open_fds", "Open file descriptors"),
  MAX_FILES(Type.GAUGE, "process_max_fds", "Maximum number of open file descriptors");

  /** Prometheus' types of metrics. */
  public enum Type {
    COUNTER,
    GAUGE,
    INFO
  }

  private final Type type;
  private final String text;
  private final String help;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> labels;

  Metric(Type type, String text, String help, String... labels) {
    this.type = type;
    this.text = text;
    this.help = help;
    this.labels = List.of(labels);
  }

  public Type type() {
    return type;
  }

  /** The name in Prometheus. */
  public String text() {
    return text;
  }

  /** A short description. */
  public String help() {
    return help;
  }

  /** Names of the labels; none of them can have many values. */
  public List<String> labels() {
    return labels;
  }
}
