package dev.handoff.worker.metrics;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.lane.LaneBacklog;
import dev.handoff.worker.loop.Periodic;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker every few seconds how far the lanes have been worked off, while this process
 * leads. On one thread, {@code backlog-watch}.
 */
public final class BacklogWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(BacklogWatch.class);
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final KafkaSettings kafka;
  private final QueueMeters meters;
  private final Periodic timer = new Periodic("backlog-watch", EVERY, this::look);

  private @Nullable LaneBacklog backlog; // owned by the thread; null until this process leads
  private volatile @Nullable String failure;

  public BacklogWatch(KafkaSettings kafka, QueueMeters meters) {
    this.kafka = kafka;
    this.meters = meters;
  }

  public void start() {
    timer.start();
  }

  private void look() throws InterruptedException {
    try {
      if (meters.isLeader()) {
        backlog = backlog == null ? new LaneBacklog(kafka) : backlog;
        meters.backlog(backlog.of(meters.lanes()));
      }
      failure = null;
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      unknown(e);
    }
  }

  /** No figure is better than an old one. */
  private void unknown(Exception why) {
    LOG.info("Cannot ask for the lanes' backlog now: {}", String.valueOf(why.getMessage()));
    failure = "the broker does not tell the lanes' backlog: " + why.getMessage();
    meters.backlog(Map.of());
  }

  /** Why the last answer did not come, if so. */
  @Nullable String failure() {
    return failure;
  }

  @Override
  public void close() {
    timer.close();
    if (backlog != null) {
      backlog.close();
    }
  }
}
