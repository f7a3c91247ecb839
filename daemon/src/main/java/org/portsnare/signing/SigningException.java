package org.portsnare.signing;

/** Creating keys, signing or verifying failed; the message is one sentence. */
public final class SigningException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SigningException(String message) {
    super(message);
  }

  SigningException(String message, Throwable cause) {
    super(message, cause);
  }
}
