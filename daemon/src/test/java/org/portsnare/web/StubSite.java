package org.portsnare.web;

import java.nio.file.Path;
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
import org.portsnare.fact.Insights;
import org.portsnare.metrics.Metric;
import org.portsnare.metrics.Samples;
import org.portsnare.view.BanView;
import org.portsnare.view.StatusView;
import org.portsnare.view.TestStatus;

/** A daemon with the data that a test wants. */
final class StubSite implements Site {
  static final Instant TIME = Instant.parse("2026-11-25T12:00:00.123Z");

  final List<BanView> bans = new ArrayList<>();
  final List<String> warnings = new ArrayList<>();
  final BanEvents events = new BanEvents();
  Insights insights = Insights.NONE;
  volatile String ailment = "";
  volatile @Nullable Path published;

  static BanView ban(String address, String trigger) {
    return new BanView(
        address, TIME, null, 23, "tcp", trigger, "confirmed", 1_234, 0, 1, "masscan", "<reason>");
  }

  static BanEvent banned(String address) {
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
    return new Overview(status, 345, 67, 20_000, false, insights);
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
