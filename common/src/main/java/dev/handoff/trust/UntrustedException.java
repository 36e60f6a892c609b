package dev.handoff.trust;

/** Readers would ignore the records of this process, so it appended nothing. */
public final class UntrustedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public UntrustedException(String message) {
    super(message);
  }
}
