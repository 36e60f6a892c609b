package dev.handoff.worker.attempt.child;

/** Receives the output of a child. */
public interface Output {

  /** Must not keep the array; may block, which holds back the child. */
  void write(byte[] bytes, int offset, int length);
}
