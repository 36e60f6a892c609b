package dev.handoff.worker.attempt.child;

/** How a child process ended: a closed set. In each case nothing of it lives any more. */
public sealed interface Ending {

  /** By itself; 128 and the signal's number if by a signal. */
  record Exited(int code) implements Ending {}

  /** It never ran. */
  record Unable(String text) implements Ending {}

  /** It failed, and the kernel says that it killed a process of it for lack of memory. */
  record OutOfMemory() implements Ending {}

  record TimedOut() implements Ending {}

  record Idle() implements Ending {}

  /** Ended, since the attempt fills the disk. */
  record OutOfRoom() implements Ending {}

  record Stopped(StopSignal.Why why) implements Ending {}
}
