package org.portsnare.web;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.TestBans;
import org.portsnare.ban.Trigger;
import org.portsnare.event.BanEvent;
import org.portsnare.event.BanEvents;
import org.portsnare.event.EventQueue;
import org.portsnare.metrics.Metric;
import org.portsnare.metrics.Samples;
import org.portsnare.view.BanView;
import org.portsnare.view.ReportView;
import org.portsnare.view.StatusView;
import org.portsnare.view.TestReport;
import org.portsnare.view.TestStatus;
import org.portsnare.web.page.Overview;

/** A daemon with the data that a test wants. */
public final class StubSite implements Site {
  public static final Instant TIME = Instant.parse("2026-11-25T12:00:00.123Z");

  public static final Instant HOUR = Instant.parse("2026-11-25T12:00:00Z");

  public final List<BanView> bans = new ArrayList<>();
  public final List<String> warnings = new ArrayList<>();
  public final BanEvents events = new BanEvents();
  public ReportView report = TestReport.nothing(HOUR);
  public volatile String ailment = "";
  public volatile @Nullable Path published;

  public static BanView ban(String address, String trigger) {
    return new BanView(
        address, TIME, null, 23, "tcp", trigger, "confirmed", 1_234, 0, 1, "masscan", "<reason>");
  }

  public static BanEvent banned(String address) {
    Prefix sender = Prefix.parse(address);
    Ban ban = TestBans.syn(sender, TIME, null, 445, Evidence.PROBABLE);
    return new BanEvent.Made(TIME, ban, new BanEvent.Touch(sender, 445, Trigger.SYN, null));
  }

  @Override
  public String ailment() {
    return ailment;
  }

  @Override
  public Overview overview() {
    StatusView status = TestStatus.with(List.copyOf(warnings));
    return new Overview(status, 345, report);
  }

  @Override
  public ReportView report(Duration length) {
    return report;
  }

  @Override
  public List<BanView> newest(int limit) {
    return bans.stream().limit(limit).toList();
  }

  @Override
  public List<Integer> map() {
    return List.of(51_968, 3);
  }

  @Override
  public Samples samples() {
    Samples samples = new Samples();
    samples.add(Metric.BUILD, 1, "1.2.3");
    samples.add(Metric.EXEMPTIONS, 11);
    return samples;
  }

  @Override
  public EventQueue watch(int capacity) {
    return events.subscribe(capacity);
  }

  @Override
  public @Nullable Path published() {
    return published;
  }
}
