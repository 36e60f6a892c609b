package dev.handoff.cli;

/** Ends a command with a message for people and an exit code for programs. */
class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** With its end; a command to copy, which is what git's words end with, stays by itself. */
  static String sentence(String words) {
    return words + (words.contains("\n\t") ? "\n" : ". ");
  }

  int exitCode() {
    return exitCode;
  }
}
