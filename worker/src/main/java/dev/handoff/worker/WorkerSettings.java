package dev.handoff.worker;

import dev.handoff.log.Topics;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.worker.attempt.agents.AgentSettings;
import dev.handoff.worker.attempt.order.AttemptSettings;
import dev.handoff.worker.handler.JobHandler;
import dev.handoff.worker.lease.LeaseSettings;
import dev.handoff.worker.metrics.MetricsSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The settings of a worker.
 *
 * @param id names the worker in events, beats and logs; unique in the cluster
 * @param lanes the number of slots of each lane
 * @param handlers by the name that briefs use
 * @param attempts the settings that all attempts share
 * @param lease the timing of beats and leases
 * @param drain how long running attempts may go on after a stop
 * @param agents that it tries to offer
 * @param metrics where it serves metrics, if anywhere
 * @param times its other waits
 */
public record WorkerSettings(
    String id,
    Map<String, Integer> lanes,
    Map<String, JobHandler> handlers,
    AttemptSettings attempts,
    LeaseSettings lease,
    Duration drain,
    TopicSettings topics,
    List<AgentSettings> agents,
    MetricsSettings metrics,
    WorkerTimes times) {

  public static final Duration DEFAULT_DRAIN = Duration.ofSeconds(30);

  private static final int MAX_SLOTS = 4096;

  public WorkerSettings {
    lanes = Map.copyOf(new TreeMap<>(lanes));
    handlers = Map.copyOf(handlers);
    agents = List.copyOf(agents);
    if (lanes.isEmpty()) {
      throw new IllegalArgumentException("lanes must name at least one lane, got: none");
    }
    lanes.forEach(WorkerSettings::check);
  }

  /** With the default times. */
  public WorkerSettings(
      String id,
      Map<String, Integer> lanes,
      Map<String, JobHandler> handlers,
      AttemptSettings attempts,
      LeaseSettings lease,
      Duration drain,
      TopicSettings topics,
      List<AgentSettings> agents,
      MetricsSettings metrics) {
    this(id, lanes, handlers, attempts, lease, drain, topics, agents, metrics, WorkerTimes.DEFAULT);
  }

  private static void check(String lane, int slots) {
    Topics.checkedLane(lane);
    if (slots < 1 || slots > MAX_SLOTS) {
      throw new IllegalArgumentException(
          "slots of lane " + lane + " must be 1 to " + MAX_SLOTS + ", got: " + slots);
    }
  }

  /** The lanes of a worker without configuration: quick 2, standard as many as cores, long 2. */
  public static WorkerSettings of(String id, Path workFolder) {
    int cores = Runtime.getRuntime().availableProcessors();
    return new WorkerSettings(
        id,
        Map.of("quick", 2, "standard", Math.max(2, Math.min(8, cores)), "long", 2),
        Map.of(),
        AttemptSettings.in(workFolder),
        LeaseSettings.DEFAULT,
        DEFAULT_DRAIN,
        TopicSettings.DEFAULT,
        AgentSettings.standard(),
        MetricsSettings.OFF,
        WorkerTimes.DEFAULT);
  }

  /** Where repositories are cached and attempts work. */
  public Path workFolder() {
    return attempts.folder();
  }

  public WorkerSettings withLanes(Map<String, Integer> lanes) {
    return new WorkerSettings(
        id, lanes, handlers, attempts, lease, drain, topics, agents, metrics, times);
  }

  public WorkerSettings withHandlers(Map<String, JobHandler> handlers) {
    return new WorkerSettings(
        id, lanes, handlers, attempts, lease, drain, topics, agents, metrics, times);
  }

  public WorkerSettings withAttempts(AttemptSettings attempts) {
    return new WorkerSettings(
        id, lanes, handlers, attempts, lease, drain, topics, agents, metrics, times);
  }

  public WorkerSettings withLease(LeaseSettings lease) {
    return new WorkerSettings(
        id, lanes, handlers, attempts, lease, drain, topics, agents, metrics, times);
  }

  public WorkerSettings withDrain(Duration drain) {
    return new WorkerSettings(
        id, lanes, handlers, attempts, lease, drain, topics, agents, metrics, times);
  }

  public WorkerSettings withTopics(TopicSettings topics) {
    return new WorkerSettings(
        id, lanes, handlers, attempts, lease, drain, topics, agents, metrics, times);
  }

  public WorkerSettings withAgents(List<AgentSettings> agents) {
    return new WorkerSettings(
        id, lanes, handlers, attempts, lease, drain, topics, agents, metrics, times);
  }

  public WorkerSettings withMetrics(MetricsSettings metrics) {
    return new WorkerSettings(
        id, lanes, handlers, attempts, lease, drain, topics, agents, metrics, times);
  }

  public WorkerSettings withTimes(WorkerTimes times) {
    return new WorkerSettings(
        id, lanes, handlers, attempts, lease, drain, topics, agents, metrics, times);
  }
}
