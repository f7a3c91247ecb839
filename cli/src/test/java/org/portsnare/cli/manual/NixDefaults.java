package org.portsnare.cli.manual;

import java.util.regex.Pattern;
import org.portsnare.config.Key;

/** The defaults of all keys as an attribute set of Nix, for the module of NixOS. */
final class NixDefaults {
  /** Nix separates the elements of a list by spaces. */
  private static final Pattern COMMA = Pattern.compile(",(?= )(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)");

  private NixDefaults() {}

  static String write() {
    StringBuilder out = new StringBuilder();
    out.append(
        "# The defaults of portsnare.toml(5). Written by make docs. Do not change it here.\n{\n");
    for (Key key : Key.values()) {
      key.defaultValue()
          .ifPresent(toml -> out.append("  " + key.path() + " = " + nix(toml) + ";\n"));
    }
    return out.append("}\n").toString();
  }

  private static String nix(String toml) {
    String nix = COMMA.matcher(toml).replaceAll("");
    if (nix.equals("[]") || !nix.startsWith("[")) return nix;
    return "[ " + nix.substring(1, nix.length() - 1) + " ]";
  }
}
