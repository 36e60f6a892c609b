package dev.handoff.worker.simulation;

/** Rules that mend a flaw. A simulation can take out each of them to show what it is for. */
enum Safeguard {
  /** For a claim older than a beat the worker sends a beat first and reads back again (F8). */
  OLD_CLAIM_BEATS_FIRST,
  /** The lease is checked immediately before a child starts (F8). */
  LEASE_BEFORE_CHILD,
  /** The supervisor does not start a child after the end of the lease (F8). */
  DEADLINE_BEFORE_EXEC,
  /** After a gap a beat does not confirm a lease: the log is read (found by simulation). */
  GAP_NEEDS_READ_BACK,
  /** Only one of several claims runs: no child without a read-back (F4, F8). */
  READ_BACK,
  /** A worker without acknowledged beats goes on until {@code abandon} (F9). */
  GO_ON_UNTIL_ABANDON,
  /** A worker that is cut off abandons its attempts at {@code abandon}. */
  ABANDON,
  /** The check for {@code abandon} never waits, in particular not for the broker. */
  GUARD_NEVER_WAITS,
  /** Acknowledged beats after a gap put off {@code abandon} only after a read-back. */
  UNSURE_UNTIL_CONFIRMED,
  /** Silence counts only while the log moves (F9). */
  SILENCE_ONLY_WHILE_LOG_MOVES,
  /** An act is repeated until the log shows it (F6). */
  REPEAT,
  /** The steward decides on the whole history, so that ended jobs stay ended (F12). */
  FRESH_LOOK,
  /** The fold and the lease clocks survive a change of seats (F10). */
  KEEP_FOLD_WITHOUT_SEAT,
  /** A steward stops a cancelling job, even if the process that requested it is gone (F7). */
  STEWARD_STOPS_CANCELLED,
  /** A job whose submit was never completed ends (F13). */
  GHOSTS_END,
  /** The old attempt is ordered to stop before the next is in the lane (F11). */
  STOP_FIRST,
  /** The supervisor's clock counts the sleep of its host (F11). */
  CLOCK_COUNTS_SLEEP,
  /** A record with an unanswered claim is kept, not released (F5). */
  RENEW_UNANSWERED_CLAIM,
  /** A record is accepted only when its claim is on the log. */
  CLAIM_BEFORE_ACCEPT,
  /** A read-back permits publishing only while the lease is certain (found by simulation). */
  FRESH_READ_BACK,
  /** The end of an attempt that started early is on the log again, behind its claim. */
  END_BEHIND_CLAIM,
  /** A worker that has lost its lease publishes and appends nothing. */
  FENCED_PUBLISH,
  /** The supervisor kills the child of a worker that froze. */
  SUPERVISOR_KILLS_ORPHANS,
  /** A wait reads its job from the first event on. */
  READ_FROM_THE_BEGINNING,
  /** An attempt ends with one event. */
  ONE_END
}
