package dev.handoff.cli;

/** Git could not do what it was asked, or could not look: in its own words. */
final class GitFailure extends CommandException {

  private static final long serialVersionUID = 1L;

  GitFailure(String message) {
    super(ExitCode.UNAVAILABLE, message);
  }
}
