package dev.handoff.worker.attempt.child;

/**
 * How a child process ended: a closed set. In each case none of its processes is alive any more.
 */
public sealed interface Ending {

  /** It ended by itself; the code is 128 plus the signal's number if a signal killed it. */
  record Exited(int code) implements Ending {}

  /** It never ran. */
  record Unable(String text) implements Ending {}

  /** It failed, and the kernel reports that it killed one of its processes for lack of memory. */
  record OutOfMemory() implements Ending {}

  record TimedOut() implements Ending {}

  record Idle() implements Ending {}

  /** It was ended because the attempt fills the disk. */
  record OutOfRoom() implements Ending {}

  record Stopped(StopSignal.Why why) implements Ending {}
}
