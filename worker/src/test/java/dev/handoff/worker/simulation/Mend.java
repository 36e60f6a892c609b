package dev.handoff.worker.simulation;

/** Rules that mend a flaw, each of which a simulation can take out to show what it is for. */
enum Mend {
  /** A claim older than a beat is heard first and read back once more (F8). */
  OLD_CLAIM_BEATS_FIRST,
  /** The lease is looked at immediately before a child starts (F8). */
  LEASE_BEFORE_CHILD,
  /** The supervisor does not start a child after the lease's end (F8). */
  DEADLINE_BEFORE_EXEC,
  /** After a gap a beat gives no lease back: the log is asked (found by simulation). */
  GAP_NEEDS_READ_BACK,
  /** Of several claims one runs: no child without a read-back (F4, F8). */
  READ_BACK,
  /** A worker without acknowledged beats goes on until {@code abandon} (F9). */
  GO_ON_UNTIL_ABANDON,
  /** A worker that is cut off gives up at {@code abandon}. */
  ABANDON,
  /** The look for {@code abandon} waits for nothing, least of all for the broker. */
  GUARD_NEVER_WAITS,
  /** Being heard again after a gap puts off {@code abandon} only once the log was asked. */
  UNSURE_UNTIL_CONFIRMED,
  /** Silence counts only while the log moves (F9). */
  SILENCE_ONLY_WHILE_LOG_MOVES,
  /** An act is done again until the log shows it (F6). */
  REPEAT,
  /** Acts are decided on the whole history, so that ended jobs stay ended (F12). */
  FRESH_LOOK,
  /** Fold and silences outlive a change of seats (F10). */
  KEEP_FOLD_WITHOUT_SEAT,
  /** A steward stops a cancelling job, whatever became of who asked for it (F7). */
  STEWARD_STOPS_CANCELLED,
  /** A job whose submit was never completed ends (F13). */
  GHOSTS_END,
  /** The old attempt is told to stop before the next is in the lane (F11). */
  STOP_FIRST,
  /** The supervisor's clock counts the sleep of its host (F11). */
  CLOCK_COUNTS_SLEEP,
  /** A record whose claim gets no answer is kept, not released (F5). */
  RENEW_UNANSWERED_CLAIM,
  /** A record is accepted only when its claim is on the log. */
  CLAIM_BEFORE_ACCEPT,
  /** A read-back allows to publish only while the lease is certain (found by simulation). */
  FRESH_READ_BACK,
  /** Nothing is published and nothing said by a worker that has lost its lease. */
  FENCED_PUBLISH,
  /** The supervisor kills the child of a worker that froze. */
  SUPERVISOR_KILLS_ORPHANS,
  /** Who waits for a job reads it from its beginning. */
  READ_FROM_THE_BEGINNING,
  /** An attempt ends with one event. */
  ONE_END
}
