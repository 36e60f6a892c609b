package dev.handoff.worker.log;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.log.artifact.ArtifactWriter;
import dev.handoff.worker.attempt.order.ArtifactSink;
import dev.handoff.worker.secret.RedactedRecord;
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
    if (redactor.isIdle()) {
      return event;
    }
    if (event instanceof Progressed told) {
      String message = redactor.redact(told.message());
      return new Progressed(
          told.at(), told.attempt(), told.lease(), told.phase(), message, told.percent());
    }
    if (event instanceof CheckFinished told) {
      return new CheckFinished(
          told.at(), told.attempt(), told.lease(), of(told.check(), CheckResult.class));
    }
    if (event instanceof AttemptEnded told) {
      String message = redactor.redact(told.message());
      return new AttemptEnded(
          told.at(),
          told.attempt(),
          told.lease(),
          told.reason(),
          message,
          told.retryAt(),
          told.loss());
    }
    return ofTerminal(event);
  }

  private JobEvent ofTerminal(JobEvent event) {
    if (event instanceof Completed told) {
      return new Completed(told.at(), told.attempt(), told.lease(), of(told.result()));
    }
    if (event instanceof Failed told) {
      String message = redactor.redact(told.message());
      return new Failed(
          told.at(), told.attempt(), told.lease(), told.reason(), message, of(told.result()));
    }
    if (event instanceof Cancelled told) {
      String why = redactor.redact(told.why());
      return new Cancelled(
          told.at(), told.attempt(), told.lease(), told.by(), why, of(told.result()));
    }
    return event;
  }

  private JobResult of(JobResult result) {
    return of(result, JobResult.class);
  }

  private <T> T of(T value, Class<T> type) {
    return value == null || value.equals(JobResult.NONE)
        ? value
        : new RedactedRecord(redactor).of(value, type);
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
