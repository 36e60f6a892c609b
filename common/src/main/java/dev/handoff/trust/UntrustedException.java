package dev.handoff.trust;

/** What this process says would count nowhere, so it says nothing. */
public final class UntrustedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UntrustedException(String message) {
    super(message);
  }
}
