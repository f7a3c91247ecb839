package org.portsnare.cli.common;

/** How a command writes its answer. */
public enum OutputFormat {
  TABLE,
  JSON
}
