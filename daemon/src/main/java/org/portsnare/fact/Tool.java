package org.portsnare.fact;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Programs whose first packet tells them. */
public enum Tool {
  MASSCAN("masscan"),
  ZMAP("ZMap"),
  NMAP("nmap"),
  NAABU("naabu"),
  HPING("hping3"),
  MIRAI("Mirai family");

  private final String label;

  Tool(String label) {
    this.label = label;
  }

  /** All names, with commas between. */
  public static String labels() {
    return Arrays.stream(values()).map(Tool::label).collect(Collectors.joining(", "));
  }

  /** The name as people write it. */
  public String label() {
    return label;
  }
}
