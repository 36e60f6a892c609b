package dev.handoff.worker.metrics;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.feed.LogFeed;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The metrics of a whole cluster, for a process that is no worker. Reads status and beats by the
 * feed of its caller, writes nothing, and joins no group.
 */
public final class ClusterFigures implements AutoCloseable {

  private final QueueMeters meters = new QueueMeters(() -> true, InstantSource.system());
  private final BacklogWatch backlog;

  /**
   * @param version of the build, as exported with the metrics
   * @param commit that the program was built from
   */
  public ClusterFigures(KafkaSettings kafka, String version, String commit) {
    meters.build(version, commit);
    backlog = new BacklogWatch(kafka, meters);
  }

  /** For a feed from its beginning; forgets what another has told. */
  public LogFeed.Listener begin() {
    return meters.begin();
  }

  /** Begins to ask for the backlog of the lanes. */
  public void start() {
    backlog.start();
  }

  /** In the text format of Prometheus; empty until the log has been read. */
  public String text() {
    return meters.text();
  }

  /** Why they are not complete; empty if they are. */
  public List<String> problems() {
    List<String> problems = new ArrayList<>();
    if (!meters.isCaughtUp()) {
      problems.add("the log has not been read to its end yet");
    }
    String withoutBacklog = backlog.failure();
    if (withoutBacklog != null) {
      problems.add(withoutBacklog);
    }
    return problems;
  }

  @Override
  public void close() {
    backlog.close();
  }
}
