package dev.handoff.cli.await;

import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.QueuePosition;
import dev.handoff.cli.console.LiveLine;
import dev.handoff.cli.console.PlainOutput;
import dev.handoff.cli.console.Terminal;
import dev.handoff.cli.job.Unanswered;
import dev.handoff.job.JobId;
import dev.handoff.job.JobStatus;
import dev.handoff.log.KafkaSettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Reports on stderr the progress of the jobs that a command waits for: changes at once, the state
 * now and then, or on a terminal one line that is always up to date. Look-ups run on a thread of
 * their own, {@code progress}, so that they delay nothing else.
 */
public final class Progress implements Consumer<JobView>, AutoCloseable {

  private static final Duration LIVE = Duration.ofSeconds(1);

  /** Most jobs start at once; after this time the reason for the wait is printed. */
  private static final Duration FIRST = Duration.ofSeconds(1);

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

  /** How often to check whether brokers answer. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** An unchanged state is printed only every so many times, since callers may keep all output. */
  private static final int NOTHING_NEW = 10;

  private final KafkaSettings kafka;
  private final PrintWriter err;
  private final ProgressOptions options;
  private final @Nullable LiveLine live; // null: there is no terminal for it
  private final int jobs;
  private final boolean isOutputTold;
  private Supplier<Optional<Unanswered>> unanswered = Optional::empty;
  private final long startedAt = System.nanoTime();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          work -> {
            Thread thread = new Thread(work, "progress");
            thread.setDaemon(true);
            return thread;
          });

  // Guarded by this.
  private final Map<JobId, JobView> views = new LinkedHashMap<>();
  private final Map<JobId, JobNews> news = new HashMap<>();
  private boolean isClosed;

  // Owned by the ticker's thread until it has ended.
  private @Nullable LastOutput output;
  private QueuePosition queuePosition = QueuePosition.UNKNOWN;
  private @Nullable JobView asked;
  private long askedAt;
  private boolean isSilenceTold;
  private String lastSaid = "";
  private int timesUnsaid;

  /**
   * @param isOutputTold whether to print the last line of a single job's output too
   */
  public Progress(
      KafkaSettings kafka,
      PrintWriter err,
      ProgressOptions options,
      int jobs,
      boolean isOutputTold) {
    this.kafka = kafka;
    this.err = err;
    this.options = options;
    this.jobs = jobs;
    this.isOutputTold = isOutputTold && jobs == 1;
    Terminal terminal = Terminal.ofProcess();
    this.live =
        terminal.isLive() && isOutputTold
            ? new LiveLine(err, PlainOutput.unfiltered(), terminal.columns())
            : null;
  }

  /**
   * Starts to report where the jobs stand.
   *
   * @param whether whether brokers answer the followers of the jobs
   */
  public Progress start(Supplier<Optional<Unanswered>> whether) {
    unanswered = whether;
    if (!options.isQuiet()) {
      if (live == null) {
        again(LOOK, this::tellSilence);
      }
      again(live == null ? options.every() : LIVE, this::tick);
    }
    return this;
  }

  /** What one call throws, such as that no host of the cluster is found now, ends none after it. */
  private void again(Duration every, Runnable call) {
    Runnable guarded =
        () -> {
          try {
            call.run();
          } catch (KafkaException e) {
            // The next call asks again.
          } catch (RuntimeException e) {
            LoggerFactory.getLogger(Progress.class).error("A defect of Handoff; it goes on", e);
          }
        };
    ticker.scheduleAtFixedRate(guarded, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public synchronized void accept(JobView view) {
    if (views.isEmpty() && !options.isQuiet() && !isClosed) {
      ticker.schedule(this::firstTick, FIRST.toMillis(), TimeUnit.MILLISECONDS);
    }
    views.put(view.job(), view);
    JobNews ofJob = news.computeIfAbsent(view.job(), job -> new JobNews());
    if (jobs > 1) {
      ofJob.lostAttempts(view).forEach(line -> say(view.job() + ": " + line));
    } else if (live == null) {
      ofJob.of(view).forEach(this::say);
    } else {
      // On a terminal the live line shows the rest, but not a lost attempt.
      ofJob.checks(view).forEach(this::say);
      for (String line : ofJob.lostAttempts(view)) {
        live.clear();
        say(line);
      }
    }
  }

  /** Prints a line that stays, with the time since the command started to wait. */
  synchronized void say(String line) {
    if (options.isQuiet() || isClosed) {
      return;
    }
    if (live == null) {
      err.println(stamped(line));
      err.flush();
    } else {
      live.print(stamped(line));
    }
  }

  /** Clears the live line for an answer; it is drawn again after that. */
  synchronized void makeRoom() {
    if (live != null) {
      live.clear();
    }
  }

  private String stamped(String line) {
    long seconds = Duration.ofNanos(System.nanoTime() - startedAt).toSeconds();
    return "[%d:%02d] %s".formatted(seconds / 60, seconds % 60, line);
  }

  /** Reports waiting jobs for the first time; a running one was reported when it started. */
  private void firstTick() {
    boolean isWaiting = views().stream().anyMatch(view -> view.status() == JobStatus.QUEUED);
    if (live != null || isWaiting) {
      tick();
    }
  }

  private void tick() {
    try {
      List<JobView> now = views();
      if (!now.isEmpty() && now.stream().anyMatch(view -> !view.status().isTerminal())) {
        Optional<Unanswered> silence = unanswered.get();
        String standing = silence.isPresent() ? silence.get().text(lastSeen(now)) : standingOf(now);
        // The look-up takes a moment; an event that came meanwhile was reported already.
        if (live != null || now.equals(views())) {
          tell(standing);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Reports the start and the end of an outage at once, whatever the interval is. */
  private void tellSilence() {
    boolean isSilent = unanswered.get().isPresent();
    if (isSilent && !isSilenceTold) {
      lastSaid = ""; // report a second outage too
      tick();
    } else if (!isSilent && isSilenceTold) {
      say(kafka.place() + " answers again");
    }
    isSilenceTold = isSilent;
  }

  private String lastSeen(List<JobView> now) {
    return jobs == 1 ? StatusLine.lastSeen(now.get(0)) : StatusLine.ofMany(now, jobs, "");
  }

  private String standingOf(List<JobView> now) throws InterruptedException {
    return jobs == 1 ? standing(now.get(0)) : standing(now);
  }

  private synchronized List<JobView> views() {
    return List.copyOf(views.values());
  }

  private void tell(String line) {
    if (live != null) {
      synchronized (this) {
        if (!isClosed) {
          live.show(stamped(line));
        }
      }
      return;
    }
    // A line that differs only in the running time is not new.
    String withoutTime = line.replaceAll(",? for [0-9]+ (s|min|h|d)\\b", "");
    if (withoutTime.equals(lastSaid) && !options.isExact() && ++timesUnsaid < NOTHING_NEW) {
      return;
    }
    lastSaid = withoutTime;
    timesUnsaid = 0;
    say(line);
  }

  private String standing(JobView view) throws InterruptedException {
    if (view.status() == JobStatus.RUNNING && isOutputTold && output == null) {
      output = new LastOutput(kafka, view.job());
    }
    String last = output == null ? "" : output.line();
    return StatusLine.of(view, queuePosition(view), last, Instant.now());
  }

  private String standing(List<JobView> now) throws InterruptedException {
    JobView first =
        now.stream().filter(view -> view.status() == JobStatus.QUEUED).findFirst().orElse(null);
    String trouble =
        first == null || first.state().submitted() == null
            ? ""
            : queuePosition(first).withoutPlace().text(first.state().submitted().lane());
    return StatusLine.ofMany(now, jobs, trouble);
  }

  private QueuePosition queuePosition(JobView view) throws InterruptedException {
    boolean isFresh =
        view.equals(asked) && System.nanoTime() - askedAt < ASK_AGAIN.toNanos() && live != null;
    if (!isFresh) {
      queuePosition = QueuePosition.of(view, kafka);
      asked = view;
      askedAt = System.nanoTime();
    }
    return queuePosition;
  }

  /** Stops the reports and clears the live line. */
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
      if (live != null) {
        live.clear();
      }
    }
    ticker.shutdownNow();
    try {
      if (ticker.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS) && output != null) {
        output.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
