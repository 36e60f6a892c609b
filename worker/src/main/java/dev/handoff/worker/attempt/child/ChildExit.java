package dev.handoff.worker.attempt.child;

/**
 * How a child process ended: a closed set. In each case none of its processes is alive any more.
 */
public sealed interface ChildExit {

  /** It ended by itself; the code is 128 plus the signal's number if a signal killed it. */
  record Exited(int code) implements ChildExit {}

  /** It never ran. */
  record Unable(String text) implements ChildExit {}

  /** It failed, and the kernel reports that it killed one of its processes for lack of memory. */
  record OutOfMemory() implements ChildExit {}

  /** It was ended at its time limit. */
  record TimedOut() implements ChildExit {}

  /** It was ended because it printed nothing for too long. */
  record Idle() implements ChildExit {}

  /** It was ended because the attempt fills the disk. */
  record OutOfRoom() implements ChildExit {}

  /** It was ended because the attempt is stopped from outside. */
  record Stopped(StopSignal.Why why) implements ChildExit {}
}
