package dev.handoff.job;

/** What it says of a job that a worker went silent which ran it. */
public enum Loss {
  /** No other job ran on that worker: it counts as an attempt that the system failed. */
  ALONE,

  /** Others ran there too, and it is not known which of them was the cause, if any. */
  SHARED,

  /** Another job on that worker is taken for the cause: it says nothing of this one. */
  EXCUSED
}
