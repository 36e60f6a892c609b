package dev.handoff.log.presence;

import dev.handoff.job.JobId;
import java.time.Instant;
import java.util.List;

/**
 * A worker's sign of life. It renews the leases of all attempts that it names; it is no fact about
 * any job.
 *
 * @param version of the worker's software
 * @param isolation how it isolates child processes
 * @param notice what people should know of it, such as why it takes no jobs; null: nothing
 * @param agents null while the worker does not know yet, and of a worker of an older version
 * @param metrics where it tells its figures, as {@code HOST:PORT}; null: nowhere
 * @param unprotected true if it runs what anybody writes; else null
 * @param stopped true in its last beat, when it ends in order; else null
 */
public record WorkerBeat(
    Instant at,
    String worker,
    String host,
    long pid,
    Instant startedAt,
    String version,
    String isolation,
    List<LaneSlots> lanes,
    List<Held> running,
    String notice,
    List<Agent> agents,
    String metrics,
    Boolean unprotected,
    Boolean stopped) {

  /** Of a worker that goes on. */
  public WorkerBeat(
      Instant at,
      String worker,
      String host,
      long pid,
      Instant startedAt,
      String version,
      String isolation,
      List<LaneSlots> lanes,
      List<Held> running,
      String notice,
      List<Agent> agents,
      String metrics,
      Boolean unprotected) {
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

  /** The same as the last one: it runs nothing more. */
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

  /** Whether no other beat follows until the worker is started again. */
  public boolean hasStopped() {
    return Boolean.TRUE.equals(stopped);
  }

  /**
   * A coding agent that the worker was told to offer.
   *
   * @param version null if it cannot be had there
   * @param problem why not, and the remedy; null if it can
   */
  public record Agent(String name, String version, String problem) {
    public boolean canBeHad() {
      return problem == null;
    }
  }

  /** Room for attempts of one lane. */
  public record LaneSlots(String lane, int slots, int used) {}

  /** One attempt that the worker runs. */
  public record Held(String job, int attempt, String lease) {
    public static Held of(JobId job, int attempt, String lease) {
      return new Held(job.text(), attempt, lease);
    }
  }
}
