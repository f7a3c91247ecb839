package org.portsnare.publish;

/** Publishing failed; the message is one sentence. */
public final class PublishException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PublishException(String message, Throwable cause) {
    super(message, cause);
  }
}
