package dev.handoff.cli.source;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;

/** Git could not do what it was asked, or could not look: in its own words. */
public final class GitFailure extends CommandException {

  private static final long serialVersionUID = 1L;

  GitFailure(String message) {
    super(ExitCode.UNAVAILABLE, message);
  }
}
