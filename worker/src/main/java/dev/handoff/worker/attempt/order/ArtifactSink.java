package dev.handoff.worker.attempt.order;

import dev.handoff.job.JobResult.Artifact;
import java.io.IOException;

/** Receives the bytes of one artifact in order. */
public interface ArtifactSink {

  /**
   * @throws IOException if the bytes cannot be stored; the artifact is lost then
   */
  void write(byte[] bytes, int offset, int length) throws IOException;

  /**
   * Completes the artifact; called once.
   *
   * @throws IOException if it cannot be stored
   */
  Artifact close() throws IOException;
}
