package dev.handoff.worker.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets a test kill or freeze a worker at one step of the protocol, the first time it comes there.
 * It does nothing unless the test has started the process with {@code -Dhandoff.failpoint=STEP}:
 * then the process ends there without a word, or with {@code -Dhandoff.failpoint.file=FILE} makes
 * the file and goes on once the test has removed it. Everything else, such as beats, goes on
 * meanwhile: it is the test that stops the process. Only the thread that pauses does nothing else;
 * in the middle of a child that is the one that its supervisor hears, which then ends the child.
 */
public final class FailPoint {

  /** Where a worker may be struck. */
  public enum Step {
    /** It has a lane's record and has claimed nothing. */
    AFTER_POLL,
    /** Its claim is on the log, and the record not yet accepted. */
    AFTER_STARTED,
    /** The record is accepted, and nothing of the job has begun. */
    AFTER_ACCEPT,
    /** The job's process runs, and has told some progress. */
    MID_CHILD,
    /** The job's process has ended, and the worker has looked at nothing of what it did. */
    AFTER_CHILD,
    /** The attempt is judged, and the worker has not asked yet whether it may publish. */
    BEFORE_PUBLISH,
    /** The output is published, and the log does not say yet that the job has ended. */
    AFTER_OUTPUT,
    /** The log says that the job has ended. */
    AFTER_TERMINAL
  }

  private static final int KILLED = 137;

  private final Step at;
  private final Path file;
  private final AtomicBoolean isOver = new AtomicBoolean();

  private FailPoint(Step at, Path file) {
    this.at = at;
    this.file = file;
  }

  /**
   * @param file is made at the step, which goes on once somebody has removed it
   */
  public static FailPoint at(Step step, Path file) {
    return new FailPoint(step, file);
  }

  /** As the properties of this process say: nowhere, if they say nothing. */
  public static FailPoint ofProcess() {
    String step = System.getProperty("handoff.failpoint");
    String file = System.getProperty("handoff.failpoint.file");
    return new FailPoint(
        step == null ? null : Step.valueOf(step.toUpperCase(Locale.ROOT).replace('-', '_')),
        file == null ? null : Path.of(file));
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
        TimeUnit.MILLISECONDS.sleep(10); // who removes it may be any process
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the fail point's file cannot be made: " + file, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
