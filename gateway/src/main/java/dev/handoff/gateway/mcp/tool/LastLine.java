package dev.handoff.gateway.mcp.tool;

import dev.handoff.awaiter.LogFollower;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.artifact.ArtifactChunk;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/** The last line that a running job printed, if it printed one lately. */
final class LastLine {

  private static final Duration BACK = Duration.ofMinutes(2);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int MAX_HELD = 64 * 1024;
  private static final int LONGEST = 300;

  // Guarded by this.
  private final ByteArrayOutputStream tail = new ByteArrayOutputStream();

  private LastLine() {}

  /** Empty if there is none. Blocks for a moment. */
  static String of(JobId job, KafkaSettings kafka) throws InterruptedException {
    LastLine last = new LastLine();
    try (LogFollower log = new LogFollower(kafka, job, Instant.now().minus(BACK), last::received)) {
      log.start();
      log.catchUp(PATIENCE);
    }
    return last.line();
  }

  private synchronized void received(ArtifactChunk chunk) {
    if (tail.size() + chunk.bytes().length > MAX_HELD) {
      tail.reset();
    }
    tail.writeBytes(chunk.bytes());
  }

  private synchronized String line() {
    return of(tail.toString(StandardCharsets.UTF_8));
  }

  /** The last line with something in it; of one that is redrawn, the last version. */
  static String of(String text) {
    String last = "";
    for (String line : text.split("[\n\r]+", -1)) {
      String plain = PlainText.one(line, LONGEST);
      last = plain.isEmpty() ? last : plain;
    }
    return last;
  }
}
