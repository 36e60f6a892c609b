package dev.handoff.gateway.mcp;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.gateway.mcp.tool.JobSource;
import dev.handoff.gateway.mcp.tool.Jobs;
import dev.handoff.gateway.mcp.tool.Submitter;
import dev.handoff.gateway.mcp.tool.Tools;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.job.Reason;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.Topics;
import dev.handoff.log.artifact.ArtifactStore;
import dev.handoff.log.artifact.ArtifactWriter;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.log.status.StatusLog;
import dev.handoff.producer.IdempotencyKey;
import dev.handoff.producer.SubmitOptions;
import dev.handoff.testkit.TestBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** The log of a test: what workers would write there, and servers over it. */
final class TestJobs implements AutoCloseable {

  private final KafkaSettings kafka;
  private final RecordWriter writer;
  private final StatusLog log;
  private final ArtifactStore store;
  private final ExecutorService blocking = Executors.newFixedThreadPool(4);
  private final Jobs jobs;

  TestJobs(TestBroker broker) {
    kafka = new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
    try (Admin admin = kafka.admin()) {
      new TopicSetup(admin, kafka.topics(), new TopicSettings(4, Duration.ofDays(7)))
          .ensure(Set.of("standard"));
    }
    writer = new RecordWriter(kafka);
    log = new StatusLog(kafka, writer, "handoff/test");
    store = new ArtifactStore(kafka, writer);
    jobs = new Jobs(kafka, "ann");
  }

  McpServer server() {
    return server(blocking);
  }

  McpServer server(Executor executor) {
    JobSource source = () -> jobs;
    return new McpServer(
        new Tools(source, new Plain(), failure -> "failed: " + failure.getMessage(), executor),
        "1",
        "# The page");
  }

  /** Submits a brief as it is. */
  private static final class Plain implements Submitter {

    @Override
    public Accepted submit(Jobs jobs, Request request) throws Exception {
      Brief brief = new BriefReader().read(request.document());
      IdempotencyKey key = request.key() == null ? null : new IdempotencyKey(request.key(), brief);
      JobId candidate = jobs.producer().newId();
      SubmitOptions options = new SubmitOptions(null, key, null).withTrace(request.trace());
      JobId job = jobs.producer().submit(candidate, brief, options).get(30, TimeUnit.SECONDS);
      return new Accepted(job, job.equals(candidate), List.of());
    }

    @Override
    public Checked check(byte[] document) {
      new BriefReader().read(document);
      return new Checked(List.of(), List.of(), List.of());
    }
  }

  void append(JobId job, JobEvent... events) throws Exception {
    for (JobEvent event : events) {
      log.append(job, null, event).get(30, TimeUnit.SECONDS);
    }
  }

  @Nullable String traceparent(JobId job) throws Exception {
    Submitted submitted = jobs.status(job).get(30, TimeUnit.SECONDS).state().submitted();
    return submitted == null ? null : submitted.traceparent();
  }

  JobId submitted(String title) throws Exception {
    JobId job = JobId.next(Instant.now(), 2);
    String text = "title: %s\ngoal: show it\nrun: {handler: show}\n".formatted(title);
    Brief brief = new BriefReader().read(text.getBytes(StandardCharsets.UTF_8));
    append(job, new Submitted(Instant.now(), brief, "ann", "standard", 0L, null, null));
    return job;
  }

  JobId running(String title) throws Exception {
    JobId job = submitted(title);
    append(job, started());
    return job;
  }

  static Started started() {
    return new Started(Instant.now(), 1, "A", "worker-1", 0, null);
  }

  static Completed completed(JobResult result) {
    return new Completed(Instant.now(), 1, "A", result);
  }

  static Failed failed(String message) {
    return new Failed(Instant.now(), 1, "A", Reason.RUN_FAILED, message, JobResult.NONE);
  }

  Artifact file(JobId job, String name, String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ArtifactWriter out = store.open(job, 1, "A", name);
    out.write(bytes, 0, bytes.length);
    return out.close();
  }

  static JobResult with(Artifact report) {
    Outputs outputs = new Outputs(null, null, report, null, List.of(), null, null);
    return new JobResult(null, null, List.of(), outputs, null, null);
  }

  @Override
  public void close() {
    jobs.close();
    log.close();
    writer.close();
    blocking.shutdownNow();
  }
}
