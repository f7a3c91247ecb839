package org.portsnare.bench.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import org.portsnare.ban.Ban;
import org.portsnare.ban.Evidence;
import org.portsnare.ban.Prefix;
import org.portsnare.ban.Trigger;
import org.portsnare.bench.report.Place;
import org.portsnare.bench.report.Text;
import org.portsnare.ledger.Ledger;

/** Ledgers full of bans, made once per run. */
public final class Ledgers {
  private static final int COMMIT = 50_000;

  private Ledgers() {}

  /** A ledger with bans of 11.0.0.0 and the next addresses. They end after 20 days. */
  public static Path of(int bans) {
    return of(bans, 1);
  }

  /** The same with every seventh address, so that no two addresses form a network. */
  public static Path scattered(int bans) {
    return of(bans, 7);
  }

  private static Path of(int bans, int stride) {
    Path file = Place.target("ledgers").resolve(bans + "-" + stride + ".db");
    if (Files.exists(file)) return file;
    Instant now = Instant.now();
    byte[] packet = new byte[60];
    Path unfinished = Place.temporary("ledger").resolve("ledger.db");
    try (Ledger ledger = Ledger.open(unfinished)) {
      for (int i = 0; i < bans; i++) {
        ledger.insert(ban(i, stride, now), packet);
        if (i % COMMIT == COMMIT - 1) ledger.commit();
      }
      ledger.commit();
    }
    if (!unfinished.toFile().renameTo(file.toFile())) {
      throw new IllegalStateException("cannot rename " + unfinished);
    }
    return file;
  }

  private static Ban ban(int index, int stride, Instant now) {
    Instant since = now.minusMillis(index);
    return new Ban(
        Prefix.parse(Text.address(index * stride)),
        since,
        since.plus(Duration.ofDays(20)),
        true,
        Trigger.SYN,
        Evidence.PROBABLE,
        new Ban.Touched("tcp", 23, "wan"),
        1,
        1,
        1,
        "");
  }

  /** Number of active bans in a ledger file; its daemon may be running. */
  public static long count(Path file) {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        var statement = connection.createStatement();
        var rows = statement.executeQuery("SELECT count(*) FROM ban")) {
      return rows.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException("count " + file, e);
    }
  }

  /** Deletes the ledgers of an earlier run; their tables may be older. */
  public static void clear() {
    Place.delete(Place.target("ledgers"));
  }
}
