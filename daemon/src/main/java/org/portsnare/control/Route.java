package org.portsnare.control;

import org.jspecify.annotations.Nullable;

/**
 * The routes of the control API: each is defined here alone. The server dispatches by them, the
 * command line sends them, and {@code docs/control-api.md} has a table made from them.
 */
public enum Route {
  STATUS("GET", "/v1/status", "", "", "one object"),
  LIST(
      "GET",
      "/v1/bans",
      "format=&since=&port=&evidence=&tool=&network=&search=&sort=&limit=&observed=true",
      "",
      "active bans, newest first, one JSON object per line; `format=plain`: one prefix per line;"
          + " with `observed`, the senders that are recorded and not banned. `search`: words that"
          + " are begins of addresses, networks, ports or their names, triggers, evidence or tools;"
          + " `sort`: `newest`, `hits`, `dropped` or `repeats`"),
  BAN("POST", "/v1/bans", "for=&reason=&force=true", "one prefix per line", "an answer"),
  UNBAN("DELETE", "/v1/bans", "inside=true", "one prefix per line", "an answer"),
  IMPORT(
      "POST",
      "/v1/import",
      "for=&reason=&dry=true&strict=true&verbose=true",
      "one ban per line",
      "what was done with each; with `dry`, what would be done"),
  EXPLAIN("GET", "/v1/explain", "address=", "", "one object"),
  REPORT(
      "GET",
      "/v1/report",
      "since=24h&top=",
      "",
      "one object: what happened within this time, and within the same time before; by hour up to"
          + " three days, else by day. Without `top`, the lists have ten rows"),
  ALLOW("POST", "/v1/allow", "prefix=&for=&comment=", "", "an answer"),
  DISALLOW("DELETE", "/v1/allow", "prefix=", "", "an answer"),
  EVENTS(
      "GET",
      "/v1/events",
      "",
      "",
      "a stream of what happens to bans, one event per line; empty lines are heartbeats, every"
          + " 15 s"),
  HITS("GET", "/v1/hits", "", "", "the same stream, only what packets did"),
  APPLY(
      "POST",
      "/v1/apply",
      "confirm=60s",
      "",
      "an answer; on trial for that time, for good without `confirm`"),
  CONFIRM("POST", "/v1/confirm", "", "", "an answer"),
  REVERT("POST", "/v1/revert", "", "", "an answer"),
  PUBLISH("POST", "/v1/publish", "", "", "an answer, when every file is in its place"),
  RELOAD("POST", "/v1/reload", "", "", "an answer"),
  STOP("POST", "/v1/stop", "", "", "an answer"),
  DOWN("POST", "/v1/down", "", "", "an answer");

  private final String method;
  private final String path;
  private final String query;
  private final String body;
  private final String answer;

  Route(String method, String path, String query, String body, String answer) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.body = body;
    this.answer = answer;
  }

  /** The method of HTTP. */
  public String method() {
    return method;
  }

  public String path() {
    return path;
  }

  /** Whether only root and the user of the daemon may ask for it; a dry import is an exception. */
  boolean isChange() {
    return !method.equals("GET");
  }

  /** The route of a request; null if there is none. */
  static @Nullable Route of(String method, String path) {
    for (Route route : values()) {
      if (route.path.equals(path) && route.method.equals(method)) return route;
    }
    return null;
  }

  /** As a row of a table in Markdown. */
  public String markdown() {
    String parameters = query.isEmpty() ? "" : "?" + query;
    return "| `" + this + parameters + "` | " + body + " | " + answer + " |";
  }

  /** As the log names it, such as {@code POST /v1/bans}. */
  @Override
  public String toString() {
    return method + " " + path;
  }
}
