package dev.handoff.worker.attempt.order;

import dev.handoff.brief.Sources;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.worker.attempt.child.HostUptime;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/** Whom an attempt tells what happens in it, and who stores what it produces. */
public interface AttemptListener {

  /**
   * A step began, or the job told its progress. Called by the attempt's thread, which also keeps
   * the child alive: must return at once and never throw.
   *
   * @param phase the step
   * @param message one line, or null
   * @param percent 0 to 100, or null
   */
  void progressed(String phase, String message, Integer percent);

  /** A check has a verdict. As {@link #progressed}. */
  void checkFinished(CheckResult check);

  /**
   * Until when processes may be started for the attempt, as the host's uptime ({@link HostUptime});
   * empty if the attempt is not this worker's any more. Asked before each start. May block.
   */
  Optional<Duration> mayStartUntil() throws InterruptedException;

  /**
   * Whether the attempt may still have effects: asked once, before anything is published. May
   * block.
   */
  boolean mayPublish() throws InterruptedException;

  /**
   * Starts an artifact. It may be written by another thread than this one, but by one at a time;
   * writing may block, which holds back the job's output and nothing else.
   *
   * @throws IOException if it cannot be stored
   */
  ArtifactSink open(String name) throws IOException;

  /**
   * Writes the git bundle that was sent with the job, held against its size and digest. May block.
   *
   * @throws IOException if it is gone or damaged; what was written is not to be used
   */
  void readBundle(Sources.Bundle bundle, OutputStream out) throws IOException, InterruptedException;

  /**
   * Writes the files that were carried with the job, as {@link #readBundle} does.
   *
   * @throws IOException if they are gone or damaged; what was written is not to be used
   */
  void readCarried(Sources.Bundle carried, OutputStream out)
      throws IOException, InterruptedException;
}
