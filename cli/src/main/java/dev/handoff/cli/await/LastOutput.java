package dev.handoff.cli.await;

import dev.handoff.awaiter.LogFollower;
import dev.handoff.cli.job.LogText;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import java.time.Duration;
import java.time.Instant;

/** Follows the last line that a running job prints, from about now on. */
final class LastOutput implements AutoCloseable {

  private static final Duration BACK = Duration.ofMinutes(1);
  private static final int MAX_HELD = 4096;

  private final LogFollower log;
  private final LogText text = new LogText();

  // Guarded by this.
  private String unfinished = "";
  private String last = "";

  LastOutput(KafkaSettings kafka, JobId job) {
    log = new LogFollower(kafka, job, Instant.now().minus(BACK), chunk -> hear(chunk.bytes()));
    log.start();
  }

  synchronized void hear(byte[] bytes) {
    String[] lines = (unfinished + text.of(bytes)).split("\n", -1);
    for (String line : lines) {
      last = line.isBlank() ? last : line.strip();
    }
    String rest = lines[lines.length - 1];
    String redrawn = text.held();
    last = redrawn.isBlank() ? last : redrawn.strip();
    unfinished = rest.length() > MAX_HELD ? rest.substring(rest.length() - MAX_HELD) : rest;
  }

  /** The last line; empty if the job has printed nothing lately. */
  synchronized String line() {
    return last;
  }

  @Override
  public void close() {
    log.close();
  }
}
