package dev.handoff.cli.console;

/** A command whose exit code is the verdict on a job, also for a caller that closes stdout. */
public interface VerdictCommand {

  /** False if the options ask for a text, such as the id of a job that is not awaited. */
  boolean isVerdict();
}
