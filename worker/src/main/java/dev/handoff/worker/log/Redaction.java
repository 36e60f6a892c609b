package dev.handoff.worker.log;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.log.artifact.ArtifactWriter;
import dev.handoff.worker.attempt.order.ArtifactSink;
import dev.handoff.worker.secret.RedactedStream;
import dev.handoff.worker.secret.Redactor;
import java.io.IOException;

/** What a worker says of an attempt, with every secret taken out; nothing goes around it. */
public final class Redaction {

  /** Was looked through before it came here: to change it would make another patch of it. */
  private static final String PATCH = "patch";

  private final Redactor redactor;

  public Redaction(Redactor redactor) {
    this.redactor = redactor;
  }

  JobEvent of(JobEvent event) {
    return redactor.isIdle() ? event : event.mapTexts(redactor::redact);
  }

  ArtifactSink of(String name, ArtifactWriter writer) {
    RedactedStream stream =
        redactor.isIdle() || name.equals(PATCH) ? null : redactor.stream(writer::write);
    return new ArtifactSink() {
      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (stream == null) {
          writer.write(bytes, offset, length);
        } else {
          stream.write(bytes, offset, length);
        }
      }

      @Override
      public Artifact close() throws IOException {
        if (stream != null) {
          stream.finish();
        }
        return writer.close();
      }
    };
  }
}
