package org.portsnare.publish;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.config.Config;
import org.portsnare.ledger.BanSnapshot;
import org.portsnare.ledger.LedgerReader;
import org.portsnare.publish.format.Ascii;
import org.portsnare.publish.format.CidrFormat;
import org.portsnare.publish.format.CsvFormat;
import org.portsnare.publish.format.Format;
import org.portsnare.publish.format.GemtextFormat;
import org.portsnare.publish.format.Heading;
import org.portsnare.publish.format.HtmlFormat;
import org.portsnare.publish.format.IpsetFormat;
import org.portsnare.publish.format.JsonFormat;
import org.portsnare.publish.format.Listed;
import org.portsnare.publish.format.NetsetFormat;
import org.portsnare.publish.format.Network;
import org.portsnare.publish.format.NetworkSet;
import org.portsnare.publish.format.NftFormat;
import org.portsnare.publish.format.PfFormat;
import org.portsnare.publish.format.PlainFormat;
import org.portsnare.publish.format.Summary;
import org.portsnare.publish.format.Timestamps;
import org.portsnare.publish.format.TsvFormat;
import org.portsnare.publish.output.Output;
import org.portsnare.publish.output.Staging;
import org.portsnare.signing.Manifest;
import org.portsnare.signing.SigningKey;
import org.portsnare.signing.Why;

/** Writes all files of one publication. */
public final class Publisher {
  private static final byte[] NOTHING = {};
  private static final Map<String, byte[]> PROTOCOLS =
      Map.of("tcp", Ascii.of("tcp"), "udp", Ascii.of("udp"));
  private static final byte[][] TRIGGERS =
      Stream.of(Trigger.values()).map(it -> Ascii.of(it.label())).toArray(byte[][]::new);
  private static final byte[][] EVIDENCE =
      Stream.of(Evidence.values()).map(it -> Ascii.of(it.label())).toArray(byte[][]::new);

  private final Config.Publish settings;
  private final @Nullable SigningKey key;
  private final List<Format> formats = formats();
  private final Output[] outputs = new Output[formats.size()];
  private final Timestamps timestamps = new Timestamps();
  private final Summary summary = new Summary();

  /** All formats, in the order of the pages. To add a format, add a line here. */
  private static List<Format> formats() {
    return List.of(
        new PlainFormat(),
        new CidrFormat(),
        new NetsetFormat(false),
        new NetsetFormat(true),
        new NftFormat(),
        new IpsetFormat(),
        new PfFormat(),
        new CsvFormat(),
        new JsonFormat(),
        new TsvFormat(),
        new GemtextFormat(),
        new HtmlFormat());
  }

  /** The names of all files that a publication may have, including its signatures. */
  public static Set<String> files() {
    Set<String> names = new LinkedHashSet<>();
    for (Format format : formats()) names.add(format.file());
    names.addAll(List.of(Manifest.FILE, Manifest.SIGNIFY, Manifest.MINISIGN, Manifest.PUBLIC_KEY));
    return names;
  }

  private Publisher(Config.Publish settings, @Nullable SigningKey key) {
    this.settings = settings;
    this.key = key;
  }

  /**
   * Publishes the current bans of the ledger. If this fails, the files stay as they were.
   *
   * @param stateDir the directory of the key; without a key, the manifest is not signed
   * @throws PublishException with a sentence that says what is wrong
   * @throws org.portsnare.signing.SigningException if the key cannot be used
   * @throws org.portsnare.ledger.LedgerException if the ledger cannot be read
   */
  public static Publication publish(
      Config.Publish settings, Path stateDir, LedgerReader ledger, Instant now) {
    Publisher publisher = new Publisher(settings, SigningKey.read(stateDir));
    try (BanSnapshot snapshot = ledger.snapshot()) {
      return publisher.publish(snapshot, now);
    } catch (UncheckedIOException e) {
      throw publisher.failure(Objects.requireNonNull(e.getCause()));
    } catch (IOException e) {
      throw publisher.failure(e);
    }
  }

  private PublishException failure(IOException e) {
    return new PublishException("cannot publish to " + settings.dir() + ": " + Why.of(e), e);
  }

  private Publication publish(BanSnapshot snapshot, Instant now) throws IOException {
    Files.createDirectories(
        settings.dir(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    Heading heading = new Heading(now, settings, key != null, formats);
    try (Staging staging = new Staging(settings.dir())) {
      for (int i = 0; i < outputs.length; i++) {
        outputs[i] = staging.create(formats.get(i).file());
      }
      write(snapshot, heading);
      sign(staging, Manifest.of(staging.finish()), now);
      staging.publish();
    }
    if (key == null) forgetSignatures();
    return new Publication(now, summary.bans(), formats.size(), key != null);
  }

  private void write(BanSnapshot snapshot, Heading heading) {
    BanSnapshot.Selection selection =
        new BanSnapshot.Selection(
            settings.confirmedOnly(),
            settings.origins(),
            heading.generated().minusMillis(settings.minAgeMillis()));
    BanSnapshot.Count most = snapshot.count(selection);
    NetworkSet networks = new NetworkSet(most.ipv4(), most.ipv6());
    each((format, out) -> format.begin(heading, out));
    snapshot.forEach(
        selection,
        sighting -> {
          Listed ban = listed(sighting);
          summary.add(ban);
          networks.add(ban.prefix());
          for (int i = 0; i < formats.size(); i++) formats.get(i).ban(ban, outputs[i]);
        });
    networks.sort();
    NetworkSet.Count count = networks.count();
    summary.aggregated(count);
    each((format, out) -> format.aggregated(heading, count, out));
    networks.forEach(
        prefix -> {
          Network network = new Network(prefix, Ascii.of(prefix));
          for (int i = 0; i < formats.size(); i++) formats.get(i).network(network, outputs[i]);
        });
    each((format, out) -> format.end(heading, summary, out));
  }

  private interface Step {
    void run(Format format, Output out);
  }

  private void each(Step step) {
    for (int i = 0; i < formats.size(); i++) step.run(formats.get(i), outputs[i]);
  }

  private Listed listed(BanSnapshot.Sighting sighting) {
    return new Listed(
        Prefix.parse(sighting.prefix()),
        Ascii.of(sighting.prefix()),
        timestamps.of(sighting.firstSeen()),
        timestamps.of(sighting.lastSeen()),
        settings.hidePorts() ? List.of() : sighting.ports(),
        PROTOCOLS.getOrDefault(sighting.protocol(), NOTHING),
        TRIGGERS[sighting.trigger().ordinal()],
        EVIDENCE[sighting.evidence().ordinal()],
        sighting.evidence() == Evidence.CONFIRMED,
        sighting.hits(),
        sighting.dropped());
  }

  private void sign(Staging staging, String manifest, Instant now) throws IOException {
    staging.add(Manifest.FILE, manifest);
    if (key == null) return;
    for (var file : Manifest.signed(key, manifest, now).entrySet()) {
      staging.add(file.getKey(), file.getValue());
    }
  }

  /** Deletes the signatures of an earlier publication, which would be wrong now. */
  private void forgetSignatures() throws IOException {
    for (String name : List.of(Manifest.SIGNIFY, Manifest.MINISIGN, Manifest.PUBLIC_KEY)) {
      Files.deleteIfExists(settings.dir().resolve(name));
    }
  }
}
