package org.portsnare.cli.manual;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.portsnare.control.Route;

/** The table of routes of the control API. */
final class RouteTable {
  static final String NAME = "routes";

  private RouteTable() {}

  static Map<String, String> all() {
    String rows =
        Arrays.stream(Route.values()).map(Route::markdown).collect(Collectors.joining("\n"));
    return Map.of(NAME, "| request | body | answer |\n| --- | --- | --- |\n" + rows + "\n");
  }
}
