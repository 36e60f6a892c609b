package dev.handoff.job;

/** What the silence of a worker means for a job that it ran. */
public enum Loss {
  /** No other job ran on that worker: the attempt counts as a system fault. */
  ALONE,

  /** Other jobs ran there too, and it is unknown which of them was the cause, if any. */
  SHARED,

  /** Another job on that worker is assumed to be the cause; this one is not. */
  EXCUSED
}
