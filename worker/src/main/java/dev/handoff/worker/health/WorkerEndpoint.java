package dev.handoff.worker.health;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Signatures;
import dev.handoff.log.feed.LogFeed;
import dev.handoff.log.presence.WorkerBeat.LaneSlots;
import dev.handoff.worker.lane.LaneService;
import dev.handoff.worker.lease.Beat;
import dev.handoff.worker.log.WorkerLog;
import dev.handoff.worker.metrics.BacklogWatch;
import dev.handoff.worker.metrics.MetricsServer;
import dev.handoff.worker.metrics.MetricsSettings;
import dev.handoff.worker.metrics.Page;
import dev.handoff.worker.metrics.QueueMeters;
import dev.handoff.worker.metrics.WorkerMeters;
import dev.handoff.worker.steward.StewardElection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves a worker's metrics, liveness and readiness over HTTP. */
public final class WorkerEndpoint implements AutoCloseable {

  private final MetricsSettings settings;
  private final @Nullable MetricsServer server;

  private @Nullable QueueMeters queue;
  private @Nullable BacklogWatch backlogWatch;

  private WorkerEndpoint(MetricsSettings settings, @Nullable MetricsServer server) {
    this.settings = settings;
    this.server = server;
  }

  /**
   * Binds the address; does not serve yet.
   *
   * @throws UncheckedIOException if the address cannot be bound
   */
  public static WorkerEndpoint bind(MetricsSettings settings) {
    try {
      boolean isOff = settings.address().isOff();
      return new WorkerEndpoint(settings, isOff ? null : MetricsServer.bind(settings.address()));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  public boolean isOff() {
    return server == null;
  }

  /** The address as beats report it; null: it is off. */
  public @Nullable String address() {
    return server == null ? null : server.address().toString();
  }

  /**
   * The readers that receive the log beside a steward, from its appointment on; none if it is off.
   * Only the worker with the first seat counts the log, so that each event counts once.
   */
  public Supplier<List<LogFeed.Listener>> readers(KafkaSettings kafka, StewardElection seats) {
    if (isOff()) {
      return List::of;
    }
    QueueMeters meters = new QueueMeters(() -> seats.seat().orElse(1) == 0, InstantSource.system());
    queue = meters;
    backlogWatch = new BacklogWatch(kafka, meters);
    backlogWatch.start();
    return () -> List.of(meters.begin());
  }

  /**
   * The sources of the metrics.
   *
   * @param seats shows whether it is a steward
   * @param setAsideJobs of its steward
   */
  public record Sources(
      WorkerLog log,
      Beat beat,
      IntakeGate room,
      List<LaneService> lanes,
      StewardElection seats,
      IntSupplier setAsideJobs,
      Readiness readiness,
      BooleanSupplier isUnprotected,
      Signatures signatures) {}

  /** Begins to serve. Call {@link #readers} before. */
  public void serve(Sources sources, String version) {
    if (server == null) {
      return;
    }
    QueueMeters ofQueue = Objects.requireNonNull(queue, "serve is called after readers");
    WorkerMeters meters = meters(sources).build(version, settings.commit());
    server.serve(
        Map.of(
            "/metrics", () -> Page.figures(meters.text() + ofQueue.text()),
            "/healthz", () -> Page.text(200, "alive"),
            "/readyz", () -> Page.readiness(sources.readiness().problems())));
  }

  private static WorkerMeters meters(Sources sources) {
    Beat beat = sources.beat();
    WorkerMeters meters =
        new WorkerMeters()
            .count(sources.log().tally())
            .producer("facts", sources.log()::figureOfFacts)
            .producer("output", sources.log()::figureOfOutput)
            .beats(() -> beat.age().toMillis() / 1000.0, beat::failed)
            .room(sources.room()::free)
            .roles(
                () -> sources.readiness().problems().isEmpty(),
                () -> sources.seats().seat().isPresent())
            .setAside(sources.setAsideJobs())
            .trust(sources.isUnprotected(), sources.signatures()::refused);
    for (LaneService lane : sources.lanes()) {
      LaneSlots all = lane.slots().use();
      meters.slots(all.lane(), all::slots, () -> lane.slots().use().used());
      meters.consumer(all.lane(), lane::figure);
    }
    return meters;
  }

  @Override
  public void close() {
    if (backlogWatch != null) {
      backlogWatch.close();
    }
    if (server != null) {
      server.close();
    }
  }
}
