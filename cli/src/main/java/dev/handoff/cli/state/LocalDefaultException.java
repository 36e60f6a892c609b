package dev.handoff.cli.state;

import java.io.IOException;

/** The local default could not be started or stopped; the message contains a remedy. */
public final class LocalDefaultException extends IOException {

  private static final long serialVersionUID = 1L;

  public LocalDefaultException(String message) {
    super(message);
  }
}
