package org.portsnare.bench.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.portsnare.bench.report.Place;
import org.portsnare.bench.report.Text;

/** The same bans for the loaders to compare with, each in its fastest form. */
public final class BanLists {
  public static final String NFT_HEAD = "table inet bench {\n  set banned4 {\n    type ipv4_addr\n";
  static final String LIFETIME = "1728000";

  private BanLists() {}

  /** One transaction. The set is declared with its final size. */
  public static Path nft(int bans) {
    return nft(bans, bans, "");
  }

  /**
   * Like {@link #nft(int)}, in a set with room for {@code size} elements.
   *
   * @param more other properties of the set, separated by semicolons, such as {@code counter}
   */
  public static Path nft(int bans, int size, String more) {
    Path file =
        Place.target("lists").resolve(bans + "-" + size + more.replaceAll("\\W", "") + ".nft");
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write(NFT_HEAD + "    flags timeout\n    size " + size + "\n");
      out.write("    " + more + "\n    elements = {\n");
      for (int i = 0; i < bans; i++) {
        out.write(Text.address(i) + " timeout " + LIFETIME + "s" + (i < bans - 1 ? ",\n" : "\n"));
      }
      out.write("    }\n  }\n}\n");
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The hash table starts so large that it does not need to grow. */
  public static Path ipset(int bans) {
    Path file = Place.target("lists").resolve(bans + ".ipset");
    int buckets = Math.max(1024, Integer.highestOneBit(bans));
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write(
          "create banned hash:ip family inet hashsize %d maxelem %d timeout %s\n"
              .formatted(buckets, bans, LIFETIME));
      for (int i = 0; i < bans; i++) {
        out.write("add banned " + Text.address(i) + " timeout " + LIFETIME + "\n");
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
