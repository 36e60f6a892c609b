package dev.handoff.worker.attempt.child;

import dev.handoff.worker.secret.RedactedStream;
import dev.handoff.worker.secret.Redactor;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Removes secrets from a child's output. It comes before anything that cuts the output: if the end
 * of a log begins in the middle of a secret, the rest of that secret cannot be recognized.
 */
final class RedactedOutput implements Output {

  // Null: there are no secrets. Guarded by this: the pump writes, the attempt ends it.
  private final @Nullable RedactedStream stream;
  private final Output next;

  RedactedOutput(Redactor redactor, Output next) {
    this.next = next;
    this.stream = redactor.isIdle() ? null : redactor.stream(next::write);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) {
    if (stream == null) {
      next.write(bytes, offset, length);
      return;
    }
    try {
      stream.write(bytes, offset, length);
    } catch (IOException e) {
      throw new UncheckedIOException("an output does not throw", e);
    }
  }

  /** Passes on the text that was held back. */
  synchronized void finish() {
    if (stream == null) {
      return;
    }
    try {
      stream.finish();
    } catch (IOException e) {
      throw new UncheckedIOException("an output does not throw", e);
    }
  }
}
