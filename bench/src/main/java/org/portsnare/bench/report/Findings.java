package org.portsnare.bench.report;

import io.avaje.jsonb.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The results of one scenario.
 *
 * @param name name of the scenario
 * @param title title of its section
 * @param about description of the procedure, for readers who want to repeat it
 * @param measured time and revision of the measurement
 * @param settings settings of a peer or of Portsnare: file or command to content
 * @param notes other remarks, mostly failures
 */
@Json
public record Findings(
    String name,
    String title,
    String about,
    String measured,
    List<Figure> figures,
    List<Reached> reached,
    Map<String, String> settings,
    List<String> notes) {
  /** Empty findings of a scenario. */
  public static Findings of(Scenario scenario, String title, String about) {
    return new Findings(
        scenario.name(),
        title,
        about,
        Machine.moment(),
        new ArrayList<>(),
        new ArrayList<>(),
        new LinkedHashMap<>(),
        new ArrayList<>());
  }

  public Figure figure(Figure figure) {
    figures.add(figure);
    return figure;
  }

  public void reached(Goal goal, boolean met, String how) {
    reached.add(new Reached(goal, met, how));
  }

  public void note(String note) {
    notes.add(note);
  }

  public void setting(String what, String content) {
    settings.put(what, content);
  }

  /**
   * The result for a goal.
   *
   * @param reached the reached value as text, with its spread
   */
  @Json
  public record Reached(Goal goal, boolean met, String reached) {}
}
