package dev.handoff.cli.context;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;

/** The choice of a cluster is invalid: a usage error. */
public final class ContextException extends CommandException {

  private static final long serialVersionUID = 1L;

  ContextException(String message) {
    super(ExitCode.USAGE, message);
  }
}
