package dev.handoff.broker;

/** A local broker could not start or use its folder; the message has what to do next. */
public final class LocalBrokerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LocalBrokerException(String message) {
    super(message);
  }

  LocalBrokerException(String message, Throwable cause) {
    super(message, cause);
  }
}
