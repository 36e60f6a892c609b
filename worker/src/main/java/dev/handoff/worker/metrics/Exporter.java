package dev.handoff.worker.metrics;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.feed.LogFeed;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Serves the metrics of a whole cluster without being a worker: for clusters whose workers serve no
 * metrics, or come and go. Reads status and beats, writes nothing, and joins no group.
 */
public final class Exporter implements AutoCloseable {

  private final KafkaSettings kafka;

  // Guarded by this.
  private @Nullable MetricsServer server;
  private @Nullable LogFeed feed;
  private @Nullable ClusterFigures figures;

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
    ClusterFigures read = new ClusterFigures(kafka, version, settings.commit());
    MetricsServer pages = MetricsServer.bind(settings.address());
    server = pages;
    figures = read;
    feed = new LogFeed(kafka, List.of(read.begin()));
    feed.start();
    read.start();
    pages.serve(
        Map.of(
            "/metrics", () -> Page.figures(read.text()),
            "/healthz", () -> Page.text(200, "alive"),
            "/readyz", () -> Page.readiness(read.problems())));
    return pages.address();
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.close();
    }
    if (figures != null) {
      figures.close();
    }
    if (feed != null) {
      feed.close();
    }
  }
}
