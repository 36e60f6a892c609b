package dev.handoff.worker.attempt.order;

import dev.handoff.job.PullRequestCommand;
import java.time.Duration;

/**
 * Where results may be published beyond the log, and how large they may be.
 *
 * @param push whether branches may be pushed to network remotes, with the worker's own credentials
 * @param pullRequest the command that opens a pull request for a pushed branch; the worker runs it
 *     in a folder of its own, with its own environment
 * @param timeout for one push, and for that command
 * @param changedBytes the size of all changed files; more fails the job
 * @param artifactFiles the number of files that the artifacts globs may match; the rest is left out
 *     and reported
 * @param artifactBytes the size of all these files; the rest is left out and reported
 */
public record OutputSettings(
    boolean push,
    PullRequestCommand pullRequest,
    Duration timeout,
    long changedBytes,
    int artifactFiles,
    long artifactBytes) {

  public static final OutputSettings DEFAULT =
      new OutputSettings(
          false, PullRequestCommand.DEFAULT, Duration.ofMinutes(2), 64L << 20, 200, 64L << 20);

  public OutputSettings {
    if (changedBytes < 1 || artifactBytes < 1 || artifactFiles < 0) {
      throw new IllegalArgumentException(
          "limits of outputs must be more than 0, got: %d, %d, %d"
              .formatted(changedBytes, artifactFiles, artifactBytes));
    }
  }

  public OutputSettings withPush(boolean permitted, PullRequestCommand command) {
    return new OutputSettings(
        permitted, command, timeout, changedBytes, artifactFiles, artifactBytes);
  }

  public OutputSettings withLimits(long changed, int files, long bytes) {
    return new OutputSettings(push, pullRequest, timeout, changed, files, bytes);
  }
}
