package dev.handoff.worker.metrics;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.feed.LogFeed;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Serves the metrics of a whole cluster without being a worker: for clusters whose workers serve no
 * metrics, or come and go. Reads status and beats, writes nothing, and joins no group.
 */
public final class Exporter implements AutoCloseable {

  private final KafkaSettings kafka;
  private final QueueMeters meters = new QueueMeters(() -> true, InstantSource.system());

  // Guarded by this.
  private @Nullable MetricsServer server;
  private @Nullable LogFeed feed;
  private @Nullable BacklogWatch backlog;

  public Exporter(KafkaSettings kafka) {
    this.kafka = kafka;
  }

  /**
   * Begins to serve; the metrics are empty until the log has been read.
   *
   * @return the address
   * @throws IOException if the address cannot be bound
   * @throws org.apache.kafka.common.KafkaException if the settings for Kafka are wrong
   */
  public synchronized MetricsAddress start(MetricsSettings settings, String version)
      throws IOException {
    meters.build(version, settings.commit());
    MetricsServer pages = MetricsServer.bind(settings.address());
    server = pages;
    feed = new LogFeed(kafka, List.of(meters.begin()));
    feed.start();
    BacklogWatch watch = new BacklogWatch(kafka, meters);
    backlog = watch;
    watch.start();
    pages.serve(
        Map.of(
            "/metrics", () -> Page.figures(meters.text()),
            "/healthz", () -> Page.text(200, "alive"),
            "/readyz", () -> Page.readiness(problems(watch.failure()))));
    return pages.address();
  }

  private List<String> problems(@Nullable String withoutBacklog) {
    List<String> problems = new ArrayList<>();
    if (!meters.isCaughtUp()) {
      problems.add("the log has not been read to its end yet");
    }
    if (withoutBacklog != null) {
      problems.add(withoutBacklog);
    }
    return problems;
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.close();
    }
    if (backlog != null) {
      backlog.close();
    }
    if (feed != null) {
      feed.close();
    }
  }
}
