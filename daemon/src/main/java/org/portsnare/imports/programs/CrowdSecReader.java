package org.portsnare.imports.programs;

import io.avaje.json.JsonReader;
import java.io.IOException;
import org.portsnare.imports.source.Findings;
import org.portsnare.imports.source.JsonValues;
import org.portsnare.imports.source.Source;

/**
 * CrowdSec's JSON. {@code cscli decisions list -o json} writes an array of alerts, each with its
 * {@code decisions}. The local API's {@code /v1/decisions} writes, and {@code cscli decisions
 * import} reads, an array of decisions. {@code /v1/decisions/stream} has them in {@code new}, and
 * ended ones in {@code deleted}. Seen with 1.4.6.
 */
public final class CrowdSecReader {
  private final Findings findings;
  private long number;

  private CrowdSecReader(Findings findings) {
    this.findings = findings;
  }

  public static void read(Source source, Findings findings) throws IOException {
    String text = source.startText();
    if (text.equals("null")) return;
    CrowdSecReader crowdSec = new CrowdSecReader(findings);
    JsonValues.read(
        source,
        () -> crowdSec.number,
        reader -> {
          if (text.startsWith("{")) crowdSec.alertOrDecision(reader);
          else JsonValues.eachElement(reader, crowdSec::alertOrDecision);
        });
  }

  private void alertOrDecision(JsonReader reader) {
    Decision decision = new Decision();
    boolean[] holder = {false};
    JsonValues.eachField(
        reader,
        field -> {
          switch (field) {
            case "decisions", "new" -> {
              holder[0] = true;
              JsonValues.eachElement(reader, this::decision);
            }
            case "deleted" -> {
              holder[0] = true;
              JsonValues.eachElement(reader, this::deleted);
            }
            default -> field(reader, field, decision);
          }
        });
    if (!holder[0]) take(decision);
  }

  private void decision(JsonReader reader) {
    Decision decision = new Decision();
    JsonValues.eachField(reader, field -> field(reader, field, decision));
    take(decision);
  }

  private void deleted(JsonReader reader) {
    reader.skipValue();
    findings.leftOut(++number, "deleted");
  }

  private static void field(JsonReader reader, String field, Decision decision) {
    switch (field) {
      case "duration" -> decision.duration = JsonValues.string(reader);
      case "scenario", "reason" -> decision.scenario = JsonValues.string(reader);
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
      decision.tell(number, findings);
    } catch (IllegalArgumentException e) {
      findings.bad(number, String.valueOf(e.getMessage()));
    }
  }
}
