package org.portsnare.bench;

import io.avaje.jsonb.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one scenario has found.
 *
 * @param name of the scenario
 * @param title of its section
 * @param about what was done, for somebody who wants to repeat it
 * @param measured when and of which revision
 * @param settings of a peer or of Portsnare, as used: file or command to content
 * @param notes what else is to be said, failures above all
 */
@Json
record Findings(
    String name,
    String title,
    String about,
    String measured,
    List<Figure> figures,
    List<Reached> reached,
    Map<String, String> settings,
    List<String> notes) {
  /** Findings to be filled. */
  static Findings of(Scenario scenario, String title, String about) {
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

  Figure figure(Figure figure) {
    figures.add(figure);
    return figure;
  }

  void reached(Goal goal, boolean met, String how) {
    reached.add(new Reached(goal, met, how));
  }

  void note(String note) {
    notes.add(note);
  }

  void setting(String what, String content) {
    settings.put(what, content);
  }

  /**
   * What was reached of a goal.
   *
   * @param reached in words and figures, with the spread
   */
  @Json
  record Reached(Goal goal, boolean met, String reached) {}
}
