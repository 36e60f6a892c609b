package dev.handoff.gateway;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.policy.Policy;
import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import dev.handoff.gateway.access.Tokens;
import dev.handoff.gateway.http.About;
import dev.handoff.gateway.http.Figures;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.Signatures;
import dev.handoff.log.Topics;
import dev.handoff.log.artifact.ArtifactStore;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.log.status.StatusLog;
import dev.handoff.testkit.TestBroker;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;

/** Gateways on the log of a test, and what workers and submitters would write there. */
final class TestGateways implements AutoCloseable {

  static final String WATCHER = Tokens.newSecret();
  static final String SUBMITTER = Tokens.newSecret();
  static final String QUICK_ONLY = Tokens.newSecret();
  static final String OPERATOR = Tokens.newSecret();

  static final Figures NO_FIGURES =
      new Figures() {
        @Override
        public String text() {
          return "handoff_jobs 0\n";
        }

        @Override
        public List<String> problems() {
          return List.of();
        }
      };

  static final About ABOUT = new About("0", "the skill");

  /** A subscription of MCP, and its headers. */
  static final String LISTEN =
      """
      {"jsonrpc":"2.0","id":1,"method":"subscriptions/listen","params":{"notifications":{},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}
      """;

  static final String[] LISTEN_HEADERS = {
    "Accept", "application/json, text/event-stream",
    "MCP-Protocol-Version", "2026-07-28",
    "Mcp-Method", "subscriptions/listen"
  };

  private static final Duration LONG = Duration.ofSeconds(60);

  final KafkaSettings kafka;
  final RecordWriter writer;
  final StatusLog log;
  final ArtifactStore store;
  final HttpClient client = HttpClient.newHttpClient();
  private final List<Gateway> gateways = new ArrayList<>();

  TestGateways(TestBroker broker) {
    this(broker, Signatures.none());
  }

  TestGateways(TestBroker broker, Signatures signatures) {
    kafka =
        new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()))
            .with(signatures);
    try (Admin admin = kafka.admin()) {
      new TopicSetup(admin, kafka.topics(), new TopicSettings(4, Duration.ofDays(7)))
          .ensure(Set.of("standard", "quick"));
    }
    writer = new RecordWriter(kafka);
    log = new StatusLog(kafka, writer, "handoff/test");
    store = new ArtifactStore(kafka, writer);
  }

  static GatewaySettings settings() {
    return GatewaySettings.of(
            new Tokens(
                List.of(
                    token("eve", WATCHER, TokenRole.WATCHER),
                    token("ann", SUBMITTER, TokenRole.SUBMITTER),
                    new Token(
                        "bob", Tokens.sha256(QUICK_ONLY), TokenRole.SUBMITTER, List.of("quick")),
                    token("ops", OPERATOR, TokenRole.OPERATOR))))
        .withAddress(new GatewayAddress("127.0.0.1", 0));
  }

  private static Token token(String name, String secret, TokenRole role) {
    return new Token(name, Tokens.sha256(secret), role, List.of());
  }

  /** Starts a gateway that is ready. */
  Running start() throws IOException {
    return start(settings());
  }

  Running start(GatewaySettings settings) throws IOException {
    Gateway gateway =
        new Gateway(kafka, settings, Policy.OF_SUBMITTER, NO_FIGURES, ABOUT, List.of());
    gateways.add(gateway);
    Running running = new Running(gateway, "http://" + gateway.start());
    Awaitility.await().atMost(LONG).until(() -> running.get("/readyz").statusCode() == 200);
    return running;
  }

  /** Starts that gateway, ready or not; stays the caller's to close. */
  Running of(Gateway gateway) throws IOException {
    return new Running(gateway, "http://" + gateway.start());
  }

  /** A gateway that runs, and how to ask it. */
  final class Running {

    final Gateway gateway;
    final String url;

    private Running(Gateway gateway, String url) {
      this.gateway = gateway;
      this.url = url;
    }

    HttpRequest.Builder request(String path) {
      return HttpRequest.newBuilder(URI.create(url + path))
          .header("Authorization", "Bearer " + WATCHER)
          .timeout(LONG);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException {
      HttpRequest.Builder request = request(path);
      return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> post(String path, String secret, String body, String... headers)
        throws IOException {
      HttpRequest.Builder request =
          request(path)
              .setHeader("Authorization", "Bearer " + secret)
              .POST(HttpRequest.BodyPublishers.ofString(body));
      return send(headers.length == 0 ? request : request.headers(headers));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
      try {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    EventReader stream(String path, String... headers) throws IOException {
      HttpRequest.Builder request = request(path).setHeader("Accept", "text/event-stream");
      return new EventReader(
          client, headers.length == 0 ? request.build() : request.headers(headers).build());
    }
  }

  static JobId newJob() {
    return JobId.next(Instant.now(), 2);
  }

  void append(JobId job, JobEvent... events) throws Exception {
    for (JobEvent event : events) {
      log.append(job, null, event).get(30, TimeUnit.SECONDS);
    }
  }

  /** A job that waits in its lane. */
  JobId submitted(String title) throws Exception {
    JobId job = newJob();
    append(job, submission(title, "standard"));
    return job;
  }

  /** The same for a job that may change files of a repository, and is called by them. */
  JobId submittedIn(String repository, String include) throws Exception {
    String text =
        """
        title: "%2$s in the site"
        goal: show it
        run: {command: [make]}
        scope: {repo: "%1$s", ref: main, include: ["%2$s"]}
        """
            .formatted(repository, include);
    JobId job = newJob();
    Brief brief = new BriefReader().read(text.getBytes(StandardCharsets.UTF_8));
    append(job, new Submitted(Instant.now(), brief, "ann", "standard", 0L, null, null));
    return job;
  }

  static Submitted submission(String title, String lane) {
    return new Submitted(Instant.now(), brief(title, lane), "ann", lane, 0L, null, null);
  }

  static Brief brief(String title, String lane) {
    String text =
        "title: %s\ngoal: show it\ntemplate: demo\nlane: %s\nrun: {handler: show}\n"
            .formatted(title, lane);
    return new BriefReader().read(text.getBytes(StandardCharsets.UTF_8));
  }

  static Started started() {
    return new Started(Instant.now(), 1, "A", "worker-1", 0, null);
  }

  static Progressed progressed(int percent) {
    return new Progressed(Instant.now(), 1, "A", "run", "on it", percent);
  }

  static Completed completed() {
    return completed(JobResult.NONE);
  }

  static Completed completed(JobResult result) {
    return new Completed(Instant.now(), 1, "A", result);
  }

  static Failed failed(Reason reason) {
    return new Failed(Instant.now(), 1, "A", reason, "it went wrong", JobResult.NONE);
  }

  @Override
  public void close() throws IOException {
    for (Gateway gateway : gateways) {
      gateway.close();
    }
    log.close();
    writer.close();
  }
}
