package org.portsnare.view;

import io.avaje.jsonb.Json;
import java.util.List;

/** The result of a command, in lines for people: what it did, or why it refused. */
@Json
public record Answer(boolean done, List<String> lines) {
  public static Answer done(String... lines) {
    return new Answer(true, List.of(lines));
  }

  public static Answer refused(String line) {
    return new Answer(false, List.of(line));
  }
}
