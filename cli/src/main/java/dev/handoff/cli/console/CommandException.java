package dev.handoff.cli.console;

/** Ends a command with a message for people and an exit code for programs. */
public class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  public CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** With its end; a command to copy, which is what git's words end with, stays by itself. */
  public static String sentence(String words) {
    return words + (words.contains("\n\t") ? "\n" : ". ");
  }

  public int exitCode() {
    return exitCode;
  }
}
