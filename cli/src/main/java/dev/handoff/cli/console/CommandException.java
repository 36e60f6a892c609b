package dev.handoff.cli.console;

import java.util.Objects;

/** Ends a command with a message for people and an exit code for programs. */
public class CommandException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exitCode;

  public CommandException(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /**
   * Adds the end of a sentence; after an indented command of git, to be copied, only a line end.
   */
  public static String sentence(String words) {
    return words + (words.contains("\n\t") ? "\n" : ". ");
  }

  public int exitCode() {
    return exitCode;
  }
}
