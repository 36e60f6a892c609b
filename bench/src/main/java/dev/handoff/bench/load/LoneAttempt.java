package dev.handoff.bench.load;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Sources;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.json.Json;
import dev.handoff.worker.attempt.AttemptRunner;
import dev.handoff.worker.attempt.child.HostUptime;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.order.ArtifactSink;
import dev.handoff.worker.attempt.order.AttemptListener;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An attempt as a worker's slot runs it, without a worker and a log: its listener records only the
 * time of each step, and permits everything.
 */
public final class LoneAttempt implements AttemptListener {

  /** The step in which the command runs, under its supervisor. */
  public static final String STEP_OF_THE_CHILD = "run";

  private final Map<String, Long> nanosByStep = new LinkedHashMap<>();
  private @Nullable String step;
  private long stepBegan;

  private LoneAttempt() {}

  /** Runs it until nothing of it is left; returns the nanoseconds of each step in order. */
  public static Map<String, Long> run(AttemptRunner runner, Brief brief)
      throws InterruptedException {
    LoneAttempt attempt = new LoneAttempt();
    byte[] shown = Json.strict().write(brief);
    AttemptOrder order = new AttemptOrder(JobId.next(Instant.now(), 0), 1, brief, shown);
    AttemptOutcome outcome = runner.run(order, attempt, new StopSignal());
    attempt.stepEnds();
    if (!(outcome instanceof AttemptOutcome.Completed)) {
      throw new IllegalStateException("an attempt of the bench did not complete: " + outcome);
    }
    return attempt.nanosByStep;
  }

  private void stepEnds() {
    if (step != null) {
      nanosByStep.merge(step, System.nanoTime() - stepBegan, Long::sum);
    }
  }

  @Override
  public void progressed(String phase, @Nullable String message, @Nullable Integer percent) {
    if (!phase.equals(step)) {
      stepEnds();
      step = phase;
      stepBegan = System.nanoTime();
    }
  }

  @Override
  public void checkFinished(CheckResult check) {}

  @Override
  public Optional<Duration> mayStartUntil() {
    return Optional.of(HostUptime.now().plus(Duration.ofMinutes(1)));
  }

  @Override
  public boolean mayRun() {
    return true;
  }

  @Override
  public void lastProcessEnded() {}

  @Override
  public boolean mayPublish() {
    return true;
  }

  @Override
  public ArtifactSink open(String name) {
    return new Counting(name);
  }

  @Override
  public void readBundle(Sources.Bundle bundle, OutputStream out) {
    throw new IllegalStateException("no brief of the bench has a bundle");
  }

  @Override
  public void readCarried(Sources.Bundle carried, OutputStream out) {
    throw new IllegalStateException("no brief of the bench carries files");
  }

  /** Stores nothing. */
  private static final class Counting implements ArtifactSink {

    private final String name;
    private long bytes;

    Counting(String name) {
      this.name = name;
    }

    @Override
    public void write(byte[] content, int offset, int length) {
      bytes += length;
    }

    @Override
    public Artifact close() {
      return new Artifact(name, bytes, "0".repeat(64), 0);
    }
  }
}
