package dev.handoff.cli.source;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;

/** A git command failed; the message is git's own. */
public final class GitFailure extends CommandException {

  private static final long serialVersionUID = 1L;

  GitFailure(String message) {
    super(ExitCode.UNAVAILABLE, message);
  }
}
