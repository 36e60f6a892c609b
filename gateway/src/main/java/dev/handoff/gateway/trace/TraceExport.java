package dev.handoff.gateway.trace;

import dev.handoff.job.JobId;
import dev.handoff.log.feed.LogFeed;
import dev.handoff.trace.TraceContext;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.MeterProvider;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the trace of each job that ends to a collector, on a thread of its own. A collector that is
 * down or slow costs traces and nothing else: what waits for it is bounded, and what it does not
 * take after some retries is dropped and counted. Thread-safe.
 */
public final class TraceExport implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TraceExport.class);

  /** The exporter's own logger, whose lines are ours to write. Kept, or its level is forgotten. */
  private static final java.util.logging.Logger THEIRS =
      java.util.logging.Logger.getLogger("io.opentelemetry");

  private static final int LIVE_JOBS = 20_000;
  private static final int WAITING_JOBS = 1000;

  /** Of one request, unless one job has more. */
  private static final int MAX_SPANS = 1000;

  private static final int MAX_TRIES = 5;
  private static final int PAUSE_GROWTH = 3;
  private static final Duration MAX_PAUSE = Duration.ofSeconds(30);

  /**
   * How long a collector is waited for.
   *
   * @param firstPause before the second try; each later one is three times as long, up to 30 s
   * @param timeout of all five tries
   * @param closing for what still waits when the gateway ends
   */
  record Patience(Duration firstPause, Duration timeout, Duration closing) {

    /** It may restart: the pauses are 1, 3, 9 and 27 s. */
    static final Patience USUAL =
        new Patience(Duration.ofSeconds(1), Duration.ofSeconds(60), Duration.ofSeconds(2));
  }

  private final OtlpAddress collector;
  private final Function<JobId, Optional<TraceContext>> traces;
  private final Patience patience;
  private final Resource resource;
  private final SpanExporter exporter;
  private final SpanCounts counts = new SpanCounts();
  private final BlockingQueue<JobTrace> queue = new ArrayBlockingQueue<>(WAITING_JOBS);
  private final AtomicBoolean isScheduled = new AtomicBoolean();
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "gateway-traces");
            made.setDaemon(true);
            return made;
          });

  private volatile boolean isClosed;

  // Owned by the thread.
  private boolean isRefused;

  /**
   * @param version of this program
   * @param traces the trace of any other job, from the log; may block for some seconds
   */
  public TraceExport(
      OtlpAddress collector, String version, Function<JobId, Optional<TraceContext>> traces) {
    this(collector, version, traces, Patience.USUAL);
  }

  TraceExport(
      OtlpAddress collector,
      String version,
      Function<JobId, Optional<TraceContext>> traces,
      Patience patience) {
    THEIRS.setLevel(Level.OFF);
    this.collector = collector;
    this.traces = traces;
    this.patience = patience;
    // No host and no process: all gateways export the same.
    this.resource =
        Resource.create(
            Attributes.builder()
                .put("service.name", "handoff")
                .put("service.version", version)
                .build());
    this.exporter =
        OtlpHttpSpanExporter.builder()
            .setEndpoint(collector.traces())
            .setMeterProvider(MeterProvider.noop())
            .setTimeout(patience.timeout())
            .setRetryPolicy(
                RetryPolicy.builder()
                    .setMaxAttempts(MAX_TRIES)
                    .setInitialBackoff(patience.firstPause())
                    .setBackoffMultiplier(PAUSE_GROWTH)
                    .setMaxBackoff(MAX_PAUSE)
                    .build())
            .build();
  }

  /** For a feed from its beginning. */
  public LogFeed.Listener listener() {
    return new TraceFeed(LIVE_JOBS, this::offer, () -> counts.dropped(1));
  }

  public SpanCounts counts() {
    return counts;
  }

  /** Returns at once; drops the trace if too many wait. */
  void offer(JobTrace trace) {
    if (!queue.offer(trace)) {
      counts.dropped(JobSpans.of(trace, resource, null).size());
    } else if (isScheduled.compareAndSet(false, true)) {
      thread.execute(this::exportAll);
    }
  }

  private void exportAll() {
    isScheduled.set(false); // what is offered from here on is seen, here or by the next run
    for (JobTrace next = queue.poll(); next != null && !isClosed; next = queue.poll()) {
      List<SpanData> spans = new ArrayList<>(spans(next));
      while (spans.size() < MAX_SPANS && (next = queue.poll()) != null) {
        spans.addAll(spans(next));
      }
      export(spans);
    }
  }

  private List<SpanData> spans(JobTrace trace) {
    try {
      JobId earlier = trace.retryOf();
      @Nullable TraceContext retried = earlier == null ? null : traces.apply(earlier).orElse(null);
      return JobSpans.of(trace, resource, retried);
    } catch (RuntimeException e) {
      LOG.warn("Could not make the trace of {}", trace.job(), e); // the others are still exported
      counts.dropped(1);
      return List.of();
    }
  }

  private void export(List<SpanData> spans) {
    if (spans.isEmpty()) {
      return;
    }
    CompletableResultCode result =
        exporter.export(spans).join(patience.timeout().toMillis() + 1000, TimeUnit.MILLISECONDS);
    if (result.isSuccess()) {
      counts.exported(spans.size());
      if (isRefused) {
        LOG.info("{} takes traces again", collector);
      }
    } else {
      counts.dropped(spans.size());
      if (!isRefused && !isClosed) {
        LOG.warn(
            "{} does not take traces, so {} spans were dropped: {}. More are counted by handoff_trace_spans_dropped_total",
            collector,
            spans.size(),
            reason(result.getFailureThrowable()));
      }
    }
    isRefused = !result.isSuccess();
  }

  private static String reason(@Nullable Throwable failure) {
    if (failure == null) {
      return "no answer in time";
    }
    if (failure instanceof HttpExportException http && http.getResponse() != null) {
      return "it answered " + http.getResponse().getStatusCode();
    }
    Throwable cause = failure.getCause() == null ? failure : failure.getCause();
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** Sends what waits, for some seconds at most; the rest is dropped. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(patience.closing().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.info("{} has not taken all traces, and the gateway ends", collector);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    isClosed = true;
    thread.shutdownNow();
    exporter.shutdown();
  }
}
