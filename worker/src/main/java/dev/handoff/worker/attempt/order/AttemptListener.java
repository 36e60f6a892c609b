package dev.handoff.worker.attempt.order;

import dev.handoff.brief.Sources;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.worker.attempt.child.HostUptime;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Receives the events of an attempt, and stores its artifacts. */
public interface AttemptListener {

  /**
   * A step started, or the job reported progress. Called by the attempt's thread, which also keeps
   * the child alive: must return at once and never throw.
   *
   * @param phase the step
   * @param message one line
   * @param percent 0 to 100
   */
  void progressed(String phase, @Nullable String message, @Nullable Integer percent);

  /** A check has a verdict. Called like {@link #progressed}. */
  void checkFinished(CheckResult check);

  /**
   * Until when processes may be started for the attempt, as the host's uptime ({@link HostUptime});
   * empty if this worker does not own the attempt any more. Called before each start. May block.
   */
  Optional<Duration> mayStartUntil() throws InterruptedException;

  /**
   * Whether the attempt may run. Called once, when its tree is made or could not be made: until
   * then nothing of the job has run and nothing was published. May block.
   */
  boolean mayRun() throws InterruptedException;

  /**
   * No process of the job is started any more, but its results are not complete yet: what {@link
   * #mayPublish} asks for first can be on its way meanwhile. Must return at once.
   */
  void lastProcessEnded();

  /**
   * Whether the attempt may still have effects: called once, before anything is published. May
   * block.
   */
  boolean mayPublish() throws InterruptedException;

  /**
   * Starts an artifact. Other threads may write it, one at a time; writing may block, which only
   * delays the job's output.
   *
   * @throws IOException if it cannot be stored
   */
  ArtifactSink open(String name) throws IOException;

  /**
   * Writes the git bundle that was sent with the job, after checks of its size and digest. May
   * block.
   *
   * @throws IOException if it is missing or damaged; what was written must not be used
   */
  void readBundle(Sources.Bundle bundle, OutputStream out) throws IOException, InterruptedException;

  /**
   * Writes the files that were carried with the job, as {@link #readBundle} does.
   *
   * @throws IOException if they are missing or damaged; what was written must not be used
   */
  void readCarried(Sources.Bundle carried, OutputStream out)
      throws IOException, InterruptedException;
}
