package org.portsnare.cli.common;

/** A command failed; the message is one sentence for the user. */
public final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  public CommandException(String message) {
    this(message, ExitStatus.FAILED);
  }

  public CommandException(String message, int status) {
    super(message);
    this.status = status;
  }

  public CommandException(String message, Throwable cause) {
    super(message, cause);
    status = ExitStatus.FAILED;
  }

  /** The exit status it leads to. */
  public int status() {
    return status;
  }
}
