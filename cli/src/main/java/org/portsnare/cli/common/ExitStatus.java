package org.portsnare.cli.common;

/** What a command ends with. */
public final class ExitStatus {
  public static final int DONE = 0;
  public static final int FAILED = 1;

  /** Wrong usage, or a mistake in the configuration file. */
  public static final int USAGE = 2;

  /** The heading of the help. */
  public static final String HEADING = "%nExit status:%n";

  private ExitStatus() {}
}
