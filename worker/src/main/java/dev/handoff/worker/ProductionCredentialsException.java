package dev.handoff.worker;

/** A worker does not start, because its jobs could read production's credentials. */
public final class ProductionCredentialsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ProductionCredentialsException(String message) {
    super(message);
  }
}
