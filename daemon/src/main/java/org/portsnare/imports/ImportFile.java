package org.portsnare.imports;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file of bans. It can be read more than once, and is never in memory as a whole.
 *
 * <p>Not thread-safe.
 */
public final class ImportFile {
  private final Path file;
  private final String name;
  private final ImportFormat format;
  private final @Nullable IpsetReader ipset;

  private ImportFile(Path file, String name, ImportFormat format, @Nullable IpsetReader ipset) {
    this.file = file;
    this.name = name;
    this.format = format;
    this.ipset = ipset;
  }

  /**
   * Looks what a file is.
   *
   * @param name as it is called in messages
   * @param format null to find out
   * @param sets the sets of an ipset file that are meant; none for the only one
   * @throws ImportException if it cannot be read, or is not clear enough
   */
  public static ImportFile open(
      Path file, String name, @Nullable ImportFormat format, List<String> sets) {
    try {
      ImportFormat found = format == null ? FormatDetector.detect(file) : format;
      if (found != ImportFormat.IPSET && !sets.isEmpty()) {
        throw new ImportException(
            "only an ipset file has sets, and this is of format " + found.label());
      }
      IpsetReader ipset = found == ImportFormat.IPSET ? IpsetReader.open(file, sets) : null;
      return new ImportFile(file, name, found, ipset);
    } catch (IOException | ImportException e) {
      throw failed(name, e);
    }
  }

  public ImportFormat format() {
    return format;
  }

  /**
   * Reads the whole file.
   *
   * @param now what the file's times are compared with
   * @throws ImportException if it cannot be read to its end
   */
  public void read(Instant now, Findings findings) {
    try {
      switch (format) {
        case IPSET -> {
          if (ipset != null) ipset.read(file, findings);
        }
        case FAIL2BAN -> Fail2banReader.read(file, now, findings);
        case CROWDSEC -> CrowdSecReader.read(file, findings);
        case PORTSENTRY -> portSentry(findings);
        case LIST -> new ListReader().read(file, findings);
        case CSV -> ExportReader.readCsv(file, now, findings);
        case JSON -> ExportReader.readJson(file, now, findings);
      }
    } catch (IOException | ImportException e) {
      throw failed(name, e);
    }
  }

  private void portSentry(Findings findings) throws IOException {
    if (PortSentry2Reader.isLike(FormatDetector.start(file))) {
      PortSentry2Reader.read(file, findings);
    } else {
      new PortSentryReader().read(file, findings);
    }
  }

  private static ImportException failed(String name, Exception e) {
    return new ImportException("import " + name + ": " + e.getMessage(), e);
  }
}
