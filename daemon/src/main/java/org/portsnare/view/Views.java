package org.portsnare.view;

import io.avaje.json.JsonWriter;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import java.io.OutputStream;
import java.time.Instant;

/** Converts views to JSON and back. Times are RFC 3339 in UTC; absent values are {@code null}. */
public final class Views {
  private static final Jsonb JSONB =
      Jsonb.builder()
          .serializeNulls(true)
          .serializeEmpty(true)
          .add(Instant.class, new InstantAdapter().nullSafe())
          .build();

  /** Types in JSON form. */
  public static final JsonType<BanView> BAN = JSONB.type(BanView.class);

  public static final JsonType<EventView> EVENT = JSONB.type(EventView.class);
  public static final JsonType<StatusView> STATUS = JSONB.type(StatusView.class);
  public static final JsonType<ExplainView> EXPLAIN = JSONB.type(ExplainView.class);
  public static final JsonType<ReportView> REPORT = JSONB.type(ReportView.class);
  public static final JsonType<ImportView> IMPORT = JSONB.type(ImportView.class);
  public static final JsonType<ReplayView> REPLAY = JSONB.type(ReplayView.class);
  public static final JsonType<ReplaysView> REPLAYS = JSONB.type(ReplaysView.class);
  public static final JsonType<PageView.Top> PAGE_TOP = JSONB.type(PageView.Top.class);
  public static final JsonType<PageView.Row> PAGE_ROW = JSONB.type(PageView.Row.class);
  public static final JsonType<Answer> ANSWER = JSONB.type(Answer.class);

  private Views() {}

  /** A writer for any number of values into {@code out}. */
  public static JsonWriter writer(OutputStream out) {
    return JSONB.writer(out);
  }

  public static String toJson(Answer answer) {
    return ANSWER.toJson(answer);
  }
}
