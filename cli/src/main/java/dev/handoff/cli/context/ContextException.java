package dev.handoff.cli.context;

/** The choice of a cluster makes no sense: a usage error. */
public final class ContextException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ContextException(String message) {
    super(message);
  }
}
