package org.portsnare.cli;

/** A command failed; the message is one sentence for the user. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;

  CommandException(String message) {
    this(message, Main.FAILED);
  }

  CommandException(String message, int status) {
    super(message);
    this.status = status;
  }

  CommandException(String message, Throwable cause) {
    super(message, cause);
    status = Main.FAILED;
  }

  /** The exit status it leads to. */
  int status() {
    return status;
  }
}
