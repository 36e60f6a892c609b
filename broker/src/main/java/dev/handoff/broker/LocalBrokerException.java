package dev.handoff.broker;

/** A local broker could not be started or its folder not be used; the text says what to do next. */
public final class LocalBrokerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LocalBrokerException(String message) {
    super(message);
  }

  LocalBrokerException(String message, Throwable cause) {
    super(message, cause);
  }
}
