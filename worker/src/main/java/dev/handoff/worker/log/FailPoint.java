package dev.handoff.worker.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Lets a test kill or freeze a worker at one step of the protocol, the first time it gets there.
 * Does nothing unless the test has started the process with {@code -Dhandoff.failpoint=STEP}: then
 * the process halts there, or with {@code -Dhandoff.failpoint.file=FILE} it creates the file and
 * goes on once the test has removed it. Only the thread at the step pauses; all others go on, such
 * as beats, until the test stops the process. In the middle of a child the paused thread is the one
 * that signals its supervisor, which then ends the child.
 */
public final class FailPoint {

  /** Where a worker can be stopped. */
  public enum Step {
    /** A record of a lane is taken and not yet claimed. */
    AFTER_POLL,
    /** The claim is on the log, the record is not yet accepted. */
    AFTER_STARTED,
    /** The record is accepted, the job has not begun. */
    AFTER_ACCEPT,
    /** The job's process runs and has reported progress. */
    MID_CHILD,
    /** The job's process has ended, its changes are not yet inspected. */
    AFTER_CHILD,
    /** The checks are done, the lease is not yet checked for publishing. */
    BEFORE_PUBLISH,
    /** The output is published, the end of the job is not yet on the log. */
    AFTER_OUTPUT,
    /** The end of the job is on the log. */
    AFTER_TERMINAL
  }

  private static final int KILLED = 137;

  private final @Nullable Step at;
  private final @Nullable Path file;
  private final AtomicBoolean isOver = new AtomicBoolean();

  private FailPoint(@Nullable Step at, @Nullable Path file) {
    this.at = at;
    this.file = file;
  }

  /**
   * @param file is created at the step, which goes on once the file is removed
   */
  public static FailPoint at(Step step, Path file) {
    return new FailPoint(step, file);
  }

  /** From the properties of this process; without them it does nothing. */
  public static FailPoint ofProcess() {
    String step = System.getProperty("handoff.failpoint");
    String file = System.getProperty("handoff.failpoint.file");
    return new FailPoint(
        step == null ? null : Step.valueOf(step.toUpperCase(Locale.ROOT).replace('-', '_')),
        file == null ? null : Path.of(file));
  }

  /** Whether no test has set one. */
  public boolean isOff() {
    return at == null;
  }

  public void reached(Step step) {
    if (step != at || isOver.getAndSet(true)) {
      return;
    }
    if (file == null) {
      Runtime.getRuntime().halt(KILLED);
    }
    try {
      Files.createFile(file);
      while (Files.exists(file)) {
        TimeUnit.MILLISECONDS.sleep(10); // any process may remove it
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the file of the fail point cannot be created: " + file, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
