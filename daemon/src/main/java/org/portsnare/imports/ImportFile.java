package org.portsnare.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.portsnare.imports.programs.CrowdSecCsvReader;
import org.portsnare.imports.programs.CrowdSecReader;
import org.portsnare.imports.programs.DShieldReader;
import org.portsnare.imports.programs.ExportCsvReader;
import org.portsnare.imports.programs.ExportReader;
import org.portsnare.imports.programs.Fail2banReader;
import org.portsnare.imports.programs.ListReader;
import org.portsnare.imports.programs.PortSentry2Reader;
import org.portsnare.imports.programs.PortSentryReader;
import org.portsnare.imports.programs.SpamhausReader;
import org.portsnare.imports.sets.IpsetReader;
import org.portsnare.imports.sets.NftReader;
import org.portsnare.imports.source.Findings;
import org.portsnare.imports.source.ImportException;
import org.portsnare.imports.source.Source;

/**
 * A file of bans, perhaps compressed with gzip. It can be read more than once, and is never
 * completely in memory.
 *
 * <p>Not thread-safe.
 */
public final class ImportFile {
  private static final Set<ImportFormat> WITH_SETS = Set.of(ImportFormat.IPSET, ImportFormat.NFT);

  private final Source source;
  private final String name;
  private final ImportFormat format;
  private final String unit;
  private final @Nullable IpsetReader ipset;
  private final @Nullable NftReader nft;

  private ImportFile(Source source, String name, ImportFormat format, List<String> sets)
      throws IOException {
    this.source = source;
    this.name = name;
    this.format = format;
    unit = isCrowdSecTable(source, format) ? "line" : format.unit();
    ipset = format == ImportFormat.IPSET ? IpsetReader.open(source, sets) : null;
    nft = format == ImportFormat.NFT ? NftReader.open(source, sets) : null;
  }

  /**
   * Opens a file and determines its format.
   *
   * @param name its name in messages
   * @param format null to detect it
   * @param sets the sets of an ipset or nft file to read; none for the only one
   * @throws ImportException if the file cannot be read, or the format or the set is not clear
   */
  public static ImportFile open(
      Path file, String name, @Nullable ImportFormat format, List<String> sets) {
    try {
      Source source = Source.of(file);
      ImportFormat found = format == null ? FormatDetector.detect(source) : format;
      if (!sets.isEmpty() && !WITH_SETS.contains(found)) {
        throw new ImportException(
            "only an ipset or nft file has sets, and this is of format " + found.label());
      }
      return new ImportFile(source, name, found, sets);
    } catch (IOException | ImportException e) {
      throw failed(name, e);
    }
  }

  /** Detects the format of a file from its first bytes; the file may still grow. */
  public static ImportFormat detect(Path file, String name) {
    try {
      return FormatDetector.detect(Source.of(file));
    } catch (IOException | ImportException e) {
      throw failed(name, e);
    }
  }

  public ImportFormat format() {
    return format;
  }

  /** The unit for counting its entries, as in {@code line 12} or {@code decision 3}. */
  public String unit() {
    return unit;
  }

  /**
   * Reads the whole file.
   *
   * @param now the time that the file's times are compared with
   * @throws ImportException if the file cannot be read to its end
   */
  public void read(Instant now, Findings findings) {
    try {
      switch (format) {
        case IPSET -> {
          if (ipset != null) ipset.read(source, findings);
        }
        case NFT -> {
          if (nft != null) nft.read(source, findings);
        }
        case FAIL2BAN -> Fail2banReader.read(source, now, findings);
        case CROWDSEC -> crowdSec(findings);
        case PORTSENTRY -> portSentry(findings);
        case SPAMHAUS -> new SpamhausReader().read(source, findings);
        case DSHIELD -> new DShieldReader().read(source, findings);
        case LIST -> new ListReader().read(source, findings);
        case CSV -> new ExportCsvReader(now).read(source, findings);
        case JSON -> ExportReader.read(source, now, findings);
      }
    } catch (IOException | ImportException e) {
      throw failed(name, e);
    }
  }

  private static boolean isCrowdSecTable(Source source, ImportFormat format) throws IOException {
    return format == ImportFormat.CROWDSEC && !JsonShape.isLike(source.startText());
  }

  private void crowdSec(Findings findings) throws IOException {
    if (isCrowdSecTable(source, format)) new CrowdSecCsvReader().read(source, findings);
    else CrowdSecReader.read(source, findings);
  }

  private void portSentry(Findings findings) throws IOException {
    if (PortSentry2Reader.isLike(source.start())) {
      PortSentry2Reader.read(source, findings);
    } else {
      new PortSentryReader().read(source, findings);
    }
  }

  private static ImportException failed(String name, Exception e) {
    String why = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", "?");
    return new ImportException("import " + name + ": " + why, e);
  }
}
