package org.portsnare.imports;

import io.avaje.json.JsonReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.portsnare.ban.Lifetime;
import org.portsnare.ban.Prefix;

/**
 * CrowdSec: {@code cscli decisions list -o json} writes an array of alerts, each with its {@code
 * decisions}; the local API's {@code /v1/decisions} writes an array of decisions. Seen with 1.4.6.
 */
final class CrowdSecReader {
  private final Findings findings;
  private long number;

  private CrowdSecReader(Findings findings) {
    this.findings = findings;
  }

  static void read(Path file, Findings findings) throws IOException {
    CrowdSecReader reader = new CrowdSecReader(findings);
    JsonValues.eachElement(file, reader::alertOrDecision);
  }

  /** The fields of a decision. */
  private static final class Decision {
    @Nullable String duration;
    @Nullable String scenario;
    @Nullable String scope;
    @Nullable String type;
    @Nullable String value;
    boolean simulated;
  }

  private void alertOrDecision(JsonReader reader) {
    Decision decision = new Decision();
    boolean alert = false;
    reader.beginObject();
    while (reader.hasNextField()) {
      String field = reader.nextField();
      if (field.equals("decisions")) {
        alert = true;
        JsonValues.eachElement(reader, this::decision);
      } else {
        field(reader, field, decision);
      }
    }
    reader.endObject();
    if (!alert) take(decision);
  }

  private void decision(JsonReader reader) {
    Decision decision = new Decision();
    reader.beginObject();
    while (reader.hasNextField()) field(reader, reader.nextField(), decision);
    reader.endObject();
    take(decision);
  }

  private static void field(JsonReader reader, String field, Decision decision) {
    switch (field) {
      case "duration" -> decision.duration = JsonValues.string(reader);
      case "scenario" -> decision.scenario = JsonValues.string(reader);
      case "scope" -> decision.scope = JsonValues.string(reader);
      case "type" -> decision.type = JsonValues.string(reader);
      case "value" -> decision.value = JsonValues.string(reader);
      case "simulated" -> decision.simulated = !reader.isNullValue() && reader.readBoolean();
      default -> reader.skipValue();
    }
  }

  private void take(Decision decision) {
    number++;
    try {
      findings(decision);
    } catch (IllegalArgumentException e) {
      findings.bad(number, String.valueOf(e.getMessage()));
    }
  }

  private void findings(Decision decision) {
    String value = decision.value;
    String duration = decision.duration;
    if (value == null || duration == null) {
      throw new IllegalArgumentException("it has no value or no duration");
    }
    String type = String.valueOf(decision.type);
    String scope = String.valueOf(decision.scope);
    long left = GoDuration.millis(duration);
    if (!type.equalsIgnoreCase("ban")) {
      findings.leftOut("of type " + LineReader.quoted(type));
    } else if (!scope.equalsIgnoreCase("Ip") && !scope.equalsIgnoreCase("Range")) {
      findings.leftOut("of scope " + LineReader.quoted(scope));
    } else if (decision.simulated) {
      findings.leftOut("simulated");
    } else if (left <= 0) {
      findings.leftOut("ended already");
    } else {
      Optional<Lifetime> lifetime = Optional.of(Entry.millisLeft(left));
      String scenario = decision.scenario == null ? "" : decision.scenario;
      findings.entry(new Entry(number, Prefix.parseGiven(value), lifetime, scenario));
    }
  }
}
