package dev.handoff.cli.console;

/** A command whose exit code says what became of a job, also to a caller who closes stdout. */
public interface VerdictCommand {

  /** False if these options ask for a text, such as the id of a job that is not awaited. */
  boolean isVerdict();
}
