package org.portsnare.replay;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.portsnare.allow.Exemption;
import org.portsnare.allow.Situation;
import org.portsnare.ban.Prefix;
import org.portsnare.capture.CaptureFile;
import org.portsnare.capture.Captured;
import org.portsnare.config.Config;
import org.portsnare.netlink.packet.EthernetConstants;
import org.portsnare.packet.PacketHeader;

/** One replay of one capture. */
public final class Replay {
  /** Number of packets per second that a slow machine can feed. */
  private static final double FULL_SPEED = 50_000;

  /** Duration of a replay with windows: the windows shrink only as far as needed. */
  private static final double AIM_SECONDS = 10;

  /** Minimum length of a window: shorter ones are below the precision of the kernel's timer. */
  private static final long SHORTEST_WINDOW_MILLIS = 50;

  private static final long MAX_SPEED = 100_000;
  private static final long LAST_LOOK_NANOS = 400_000_000L;

  private static final Comparator<Verdict> ORDER =
      Comparator.comparingLong(Verdict::packet).thenComparing(Verdict::banned);

  private final Path file;
  private final Config config;
  private final List<Prefix> near;
  private final List<Exemption> exemptions;
  private final Survey survey;
  private final double speed;
  private final PacketHeader header = new PacketHeader();
  private final byte[] frame = new byte[EthernetConstants.ETH_HLEN + Sieve.MTU];

  private Replay(
      Path file,
      Config config,
      List<Prefix> near,
      List<Exemption> exemptions,
      Survey survey,
      double speed) {
    this.file = file;
    this.config = config;
    this.near = near;
    this.exemptions = exemptions;
    this.survey = survey;
    this.speed = speed;
  }

  /**
   * Reads the capture once and prepares its replay. The state of this machine's network is used
   * only if the capture was taken on this machine.
   *
   * @param around the state of this machine's network
   * @param exemptions prefixes that are never banned
   * @param own the host's own addresses; empty to find them
   * @param speed how many times as fast as in the capture; 0 for the best speed
   */
  public static Replay of(
      Path file,
      Config config,
      Situation around,
      List<Exemption> exemptions,
      List<Prefix> own,
      double speed) {
    Set<Prefix> ofThisHost =
        around.vital().stream()
            .filter(exemption -> exemption.kind() == Exemption.Kind.OWN_ADDRESS)
            .map(Exemption::prefix)
            .collect(Collectors.toSet());
    Survey survey = Survey.of(file, own, ofThisHost, exemptions);
    double fast = speed > 0 ? speed : fitting(config, survey);
    boolean here = survey.own().stream().anyMatch(ofThisHost::contains);
    return new Replay(
        file,
        config.atSpeed(fast),
        here ? around.near() : List.copyOf(survey.own()),
        here ? exemptions : exemptions.stream().filter(e -> !around.isOfThisHost(e)).toList(),
        survey,
        fast);
  }

  /** Whether a host can have this address on a wire: a single address, and no loopback address. */
  public static boolean mayBeOwn(Prefix address) {
    return address.isAddress() && !HostFinder.isNobodys(address);
  }

  private static double fitting(Config config, Survey survey) {
    Config.Traps traps = config.traps();
    boolean windows = traps.hits() > 1 || traps.closedPorts() > 0;
    double limit = windows ? (double) traps.withinMillis() / SHORTEST_WINDOW_MILLIS : MAX_SPEED;
    double aim = windows ? AIM_SECONDS : Math.max(survey.packets(), 1) / FULL_SPEED;
    return Math.clamp(survey.seconds() / aim, 1, Math.max(1, limit));
  }

  /** The host of the capture. */
  public Survey survey() {
    return survey;
  }

  /** How many times as fast as in the capture the replay runs. */
  public double speed() {
    return speed;
  }

  /**
   * Feeds every packet to the rules.
   *
   * @param progress receives the number of bytes of the file that are done
   * @throws LostHitsException if verdicts are missing
   */
  public Outcome run(LongConsumer progress) {
    List<Lane> lanes = new ArrayList<>();
    try {
      lanes.add(lane(exemptions));
      if (!survey.exempt().isEmpty()) lanes.add(lane(List.of()));
      Sieve sieve = sieve();
      feed(lanes, sieve, progress);
      lanes.forEach(lane -> lane.cookies.settle());
      LockSupport.parkNanos(LAST_LOOK_NANOS);
      List<List<Verdict>> verdicts = lanes.stream().map(Lane::finish).toList();
      if (lanes.stream().anyMatch(lane -> lane.host.lost())) throw new LostHitsException(speed);
      return outcome(sieve.counts(), verdicts.getFirst(), verdicts.getLast());
    } finally {
      lanes.forEach(Lane::close);
    }
  }

  private Lane lane(List<Exemption> exempt) {
    Verdicts verdicts = new Verdicts();
    ScratchHost host = ScratchHost.create(config, survey, near, exempt, verdicts::logged);
    return new Lane(host, verdicts, new Cookies(host.wire()));
  }

  private Sieve sieve() {
    return new Sieve(survey.own(), config.traps().forwarded());
  }

  private Outcome outcome(Outcome.Packets packets, List<Verdict> banned, List<Verdict> bare) {
    Set<Prefix> known = banned.stream().map(Verdict::banned).collect(Collectors.toSet());
    List<Verdict> exempt =
        bare.stream()
            .filter(v -> !known.contains(v.banned()) && exemption(v.sender()).isPresent())
            .toList();
    Senders senders = new Senders(banned, exempt);
    senders.read(file, sieve());
    return new Outcome(
        packets,
        banned.stream().map(senders::dated).sorted(ORDER).toList(),
        exempt.stream().map(senders::dated).sorted(ORDER).map(this::exempt).toList(),
        senders.tally(),
        senders.missed());
  }

  private Outcome.Exempt exempt(Verdict verdict) {
    String reason = exemption(verdict.sender()).map(Exemption::reason).orElse("");
    return new Outcome.Exempt(verdict, reason);
  }

  private Optional<Exemption> exemption(Prefix sender) {
    return exemptions.stream().filter(e -> e.prefix().contains(sender)).findFirst();
  }

  /** One of the two hosts, with its verdicts and cookies. */
  private record Lane(ScratchHost host, Verdicts verdicts, Cookies cookies)
      implements AutoCloseable {
    List<Verdict> finish() {
      host.finish();
      return verdicts.of(host.ruleset());
    }

    @Override
    public void close() {
      host.close();
    }
  }

  private void feed(List<Lane> lanes, Sieve sieve, LongConsumer progress) {
    try (CaptureFile capture = CaptureFile.open(file)) {
      Pace pace = new Pace(speed, config.traps().withinMillis());
      long number = 0;
      while (capture.next()) {
        Captured packet = capture.packet();
        number++;
        if (!sieve.passes(packet, header)) continue;
        pace.await(packet.timeNanos());
        // Cookies change the packet, so each host gets a fresh copy.
        feed(lanes.getFirst(), packet, number);
        if (lanes.size() > 1 && isExempt(packet)) feed(lanes.getLast(), packet, number);
        progress.accept(capture.position());
      }
      sieve.unreadable(capture.notIp());
      progress.accept(capture.position());
    }
  }

  private boolean isExempt(Captured packet) {
    header.decode(packet.data(), packet.offset(), packet.length());
    return survey.exempt().contains(Sieve.address(packet, header, header.sourceAt()));
  }

  private void feed(Lane lane, Captured packet, long number) {
    int room = EthernetConstants.ETH_HLEN;
    System.arraycopy(packet.data(), packet.offset(), frame, room, packet.length());
    // Fills up a packet that was cut off in the capture: the kernel needs the length in the header.
    int length = Math.max(packet.length(), packet.originalLength());
    Arrays.fill(frame, room + packet.length(), room + length, (byte) 0);
    header.decode(frame, room, packet.length());
    lane.cookies.before(frame, header);
    if (header.hasTcp()) Checksums.setTcp(frame, room + length, header);
    lane.host.wire().send(frame, length, header.ipv6(), number);
  }
}
