package dev.handoff.worker.attempt.step;

import dev.handoff.brief.Sources;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.worker.attempt.order.ArtifactSink;
import dev.handoff.worker.attempt.order.AttemptListener;
import dev.handoff.worker.secret.RedactedStream;
import dev.handoff.worker.secret.Redactor;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Passes everything on to another listener after it has removed the carried secrets. */
public final class RedactedListener implements AttemptListener {

  /**
   * A patch is searched before it is stored instead: redacting it would make it a different patch.
   */
  private static final String PATCH = "patch";

  private final AttemptListener next;
  private final AttemptSecrets secrets;

  public RedactedListener(AttemptListener next, AttemptSecrets secrets) {
    this.next = next;
    this.secrets = secrets;
  }

  @Override
  public void progressed(String phase, @Nullable String message, @Nullable Integer percent) {
    next.progressed(phase, message == null ? null : secrets.of(message), percent);
  }

  @Override
  public void checkFinished(CheckResult check) {
    next.checkFinished(secrets.of(check));
  }

  @Override
  public Optional<Duration> mayStartUntil() throws InterruptedException {
    return next.mayStartUntil();
  }

  @Override
  public boolean mayRun() throws InterruptedException {
    return next.mayRun();
  }

  @Override
  public void lastProcessEnded() {
    next.lastProcessEnded();
  }

  @Override
  public boolean mayPublish() throws InterruptedException {
    return next.mayPublish();
  }

  @Override
  public void readBundle(Sources.Bundle bundle, OutputStream out)
      throws IOException, InterruptedException {
    next.readBundle(bundle, out);
  }

  @Override
  public void readCarried(Sources.Bundle carried, OutputStream out)
      throws IOException, InterruptedException {
    next.readCarried(carried, out);
  }

  @Override
  public ArtifactSink open(String name) throws IOException {
    ArtifactSink sink = next.open(name);
    return name.equals(PATCH) ? sink : new Redacted(sink, secrets);
  }

  /** The log starts before the carried secrets are known. */
  private static final class Redacted implements ArtifactSink {
    private final ArtifactSink sink;
    private final AttemptSecrets secrets;
    private @Nullable Redactor redactor;
    private @Nullable RedactedStream stream;

    Redacted(ArtifactSink sink, AttemptSecrets secrets) {
      this.sink = sink;
      this.secrets = secrets;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      if (!secrets.areMore()) {
        sink.write(bytes, offset, length);
        return;
      }
      RedactedStream open = stream;
      if (open == null || redactor != secrets.redactor()) {
        finish();
        redactor = secrets.redactor();
        open = redactor.stream(sink::write);
        stream = open;
      }
      open.write(bytes, offset, length);
    }

    private void finish() throws IOException {
      if (stream != null) {
        stream.finish();
      }
    }

    @Override
    public Artifact close() throws IOException {
      finish();
      return sink.close();
    }
  }
}
