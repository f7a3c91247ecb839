package org.portsnare.control;

import io.avaje.jsonb.Json;
import java.util.List;

/** What a command has done, in lines for people; or why it has not. */
@Json
public record Answer(boolean done, List<String> lines) {
  public static Answer done(String... lines) {
    return new Answer(true, List.of(lines));
  }

  public static Answer refused(String line) {
    return new Answer(false, List.of(line));
  }
}
