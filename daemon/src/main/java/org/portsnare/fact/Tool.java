package org.portsnare.fact;

import java.util.Arrays;
import java.util.stream.Collectors;

/** Programs that can be recognised by their first packet. */
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

  /**
   * The program with this name, in capital or small letters.
   *
   * @throws IllegalArgumentException if there is none; its message names all
   */
  public static Tool of(String label) {
    for (Tool tool : values()) {
      if (tool.label.equalsIgnoreCase(label)) return tool;
    }
    String known = Arrays.stream(values()).map(Tool::label).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("'" + label + "' is no known tool; known are " + known);
  }

  /** The name as people write it. */
  public String label() {
    return label;
  }
}
