package dev.handoff.worker.attempt.child;

/** Takes what a child writes. */
public interface Output {

  /** Must not keep the array; may block, which holds back the child. */
  void write(byte[] bytes, int offset, int length);
}
