package dev.handoff.job;

/** Why an attempt or a job did not complete. A closed set. */
public enum Reason {
  RUN_FAILED(Fault.JOB),
  CHECK_FAILED(Fault.JOB),
  SCOPE_VIOLATION(Fault.JOB),
  NO_CHANGE(Fault.JOB),
  TIMED_OUT(Fault.JOB),
  IDLE(Fault.JOB),
  OUT_OF_MEMORY(Fault.JOB),
  OUTPUT_TOO_LARGE(Fault.JOB),
  SECRET_FOUND(Fault.JOB),
  INVALID_BRIEF(Fault.JOB),
  POLICY_REFUSED(Fault.JOB),

  AGENT_UNAVAILABLE(Fault.SYSTEM),
  AGENT_LIMITED(Fault.SYSTEM),
  SOURCE_UNAVAILABLE(Fault.SYSTEM),
  SETUP_FAILED(Fault.SYSTEM),
  CHECK_COULD_NOT_RUN(Fault.SYSTEM),
  WORKER_LOST(Fault.SYSTEM),
  DISK_FULL(Fault.SYSTEM),
  EXPIRED(Fault.SYSTEM),
  UNDELIVERABLE(Fault.SYSTEM),
  INFRASTRUCTURE(Fault.SYSTEM),

  /** Ends only an attempt, never a job, and is not counted. */
  WORKER_STOPPING(Fault.NONE);

  /**
   * Whose fault it is. The job's fault uses up one of its attempts; system faults are counted
   * separately.
   */
  public enum Fault {
    JOB,
    SYSTEM,
    NONE
  }

  private final Fault fault;

  Reason(Fault fault) {
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }

  /** The name for people and programs: {@code check_failed}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
