package dev.handoff.worker;

/** A worker must not start where it could give production's credentials away. */
public final class ProductionCredentialsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ProductionCredentialsException(String message) {
    super(message);
  }
}
