package dev.handoff.log.presence;

import dev.handoff.job.JobId;
import dev.handoff.json.Required;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A worker's heartbeat. It renews the leases of all attempts that it names. It is no event of a
 * job.
 *
 * @param version of the worker's software
 * @param isolation how it isolates child processes
 * @param notice a message for people, such as why it takes no jobs
 * @param agents null while the worker does not know them yet, and for a worker of an older version
 * @param metrics the address of its metrics, as {@code HOST:PORT}
 * @param unprotected true if it runs unsigned jobs; else null
 * @param stopped true in its last heartbeat, if it ends in order; else null
 */
public record WorkerBeat(
    Instant at,
    String worker,
    @Nullable String host,
    long pid,
    @Nullable Instant startedAt,
    @Nullable String version,
    @Nullable String isolation,
    List<LaneSlots> lanes,
    List<Held> running,
    @Nullable String notice,
    @Nullable List<Agent> agents,
    @Nullable String metrics,
    @Nullable Boolean unprotected,
    @Nullable Boolean stopped) {

  /** A heartbeat without lanes offers none. */
  public WorkerBeat {
    Required.present("at", at);
    Required.present("worker", worker);
    lanes = lanes == null ? List.of() : Required.elements("lanes", lanes);
    running = Required.elements("running", running);
    agents = agents == null ? null : Required.elements("agents", agents);
  }

  /** The heartbeat of a worker that continues. */
  public WorkerBeat(
      Instant at,
      String worker,
      @Nullable String host,
      long pid,
      @Nullable Instant startedAt,
      @Nullable String version,
      @Nullable String isolation,
      List<LaneSlots> lanes,
      List<Held> running,
      @Nullable String notice,
      @Nullable List<Agent> agents,
      @Nullable String metrics,
      @Nullable Boolean unprotected) {
    this(
        at,
        worker,
        host,
        pid,
        startedAt,
        version,
        isolation,
        lanes,
        running,
        notice,
        agents,
        metrics,
        unprotected,
        null);
  }

  /** The same as the last heartbeat, without any attempt. */
  public WorkerBeat last() {
    return new WorkerBeat(
        at,
        worker,
        host,
        pid,
        startedAt,
        version,
        isolation,
        lanes,
        List.of(),
        notice,
        agents,
        metrics,
        unprotected,
        true);
  }

  /** Whether this is the last heartbeat until the worker is started again. */
  public boolean hasStopped() {
    return Boolean.TRUE.equals(stopped);
  }

  /**
   * A coding agent that the worker is configured to offer.
   *
   * @param version null if it does not work there
   * @param problem why not, and the remedy; null if it works
   */
  public record Agent(String name, @Nullable String version, @Nullable String problem) {
    public Agent {
      Required.present("name", name);
    }

    public boolean canBeHad() {
      return problem == null;
    }
  }

  /** The slots of one lane. */
  public record LaneSlots(String lane, int slots, int used) {
    public LaneSlots {
      Required.present("lane", lane);
    }
  }

  /** An attempt that the worker runs. */
  public record Held(String job, int attempt, String lease) {
    public Held {
      Required.present("job", job);
      Required.present("lease", lease);
    }

    public static Held of(JobId job, int attempt, String lease) {
      return new Held(job.text(), attempt, lease);
    }
  }
}
