package dev.handoff.worker.attempt;

import dev.handoff.brief.Sources;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.worker.attempt.child.HostUptime;
import dev.handoff.worker.attempt.order.ArtifactSink;
import dev.handoff.worker.attempt.order.AttemptListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what an attempt tells and stores, in memory. */
public class Recorder implements AttemptListener {

  private final Map<String, ByteArrayOutputStream> artifacts = new ConcurrentHashMap<>();
  private final List<String> progress = new CopyOnWriteArrayList<>();
  private final List<CheckResult> checks = new CopyOnWriteArrayList<>();
  private volatile boolean mayPublish = true;
  private volatile boolean mayRun = true;
  private volatile Path bundle;
  private volatile byte[] carried;
  private volatile Optional<Duration> mayStartUntil =
      Optional.of(HostUptime.now().plus(Duration.ofHours(1)));

  void refusePublishing() {
    mayPublish = false;
  }

  public List<String> progress() {
    return progress;
  }

  public List<CheckResult> checks() {
    return checks;
  }

  public Map<String, ByteArrayOutputStream> artifacts() {
    return artifacts;
  }

  public byte[] bytes(String artifact) {
    return artifacts.get(artifact).toByteArray();
  }

  public String text(String artifact) {
    ByteArrayOutputStream bytes = artifacts.get(artifact);
    return bytes == null ? "" : bytes.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void progressed(String phase, String message, Integer percent) {
    progress.add(phase + " " + message + " " + percent);
  }

  @Override
  public void checkFinished(CheckResult check) {
    checks.add(check);
  }

  void mayStartUntil(Optional<Duration> uptime) {
    mayStartUntil = uptime;
  }

  @Override
  public Optional<Duration> mayStartUntil() {
    return mayStartUntil;
  }

  void refuseToRun() {
    mayRun = false;
  }

  @Override
  public boolean mayRun() {
    return mayRun;
  }

  @Override
  public void lastProcessEnded() {}

  @Override
  public boolean mayPublish() {
    return mayPublish;
  }

  /** The job's bundle is the bytes of this file, and all other bundles are gone. */
  public void bundle(Path file) {
    bundle = file;
  }

  @Override
  public void readBundle(Sources.Bundle named, OutputStream out) throws IOException {
    if (bundle == null || Files.size(bundle) != named.bytes()) {
      throw new IOException("bundle is gone");
    }
    Files.copy(bundle, out);
  }

  /** What was carried with the job is these bytes, whatever its brief says of them. */
  public void carried(byte[] bytes) {
    carried = bytes;
  }

  @Override
  public void readCarried(Sources.Bundle named, OutputStream out) throws IOException {
    if (carried == null) {
      throw new IOException("carried is gone");
    }
    out.write(carried);
  }

  @Override
  public ArtifactSink open(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    artifacts.put(name, bytes);
    return new ArtifactSink() {
      @Override
      public void write(byte[] block, int offset, int length) {
        bytes.write(block, offset, length);
      }

      @Override
      public Artifact close() {
        return new Artifact(name, bytes.size(), "sha", 0);
      }
    };
  }
}
