package dev.handoff.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.handoff.awaiter.Awaiter;
import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobEvent.Terminal;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.presence.LivingWorkers;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.status.StatusScan;
import dev.handoff.producer.JobProducer;
import dev.handoff.producer.SubmitOptions;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.handler.JobHandler;
import dev.handoff.worker.metrics.Exporter;
import dev.handoff.worker.metrics.MetricsAddress;
import dev.handoff.worker.metrics.MetricsSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a worker tells over HTTP, from a real broker: what the log says, and what is documented. */
@ExtendWith(BrokerExtension.class)
class MetricsBrokerTest {

  private static final BriefReader BRIEFS = new BriefReader();
  private static final MetricsSettings ANY_PORT =
      new MetricsSettings(MetricsAddress.parse("127.0.0.1:0"), "abc1234");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Pattern SAMPLE = Pattern.compile("([a-z_]+)((?:\\{[^}]*})?) (\\S+)");

  private final HttpClient http = HttpClient.newHttpClient();
  private final CountDownLatch blocked = new CountDownLatch(3);

  @TempDir Path folder;

  /** I10: once all is quiet, the figures are those of the log, counted by somebody else. */
  @Test
  void whenAllIsQuietTheFiguresAreTheLogs(TestBroker broker) throws Exception {
    KafkaSettings kafka =
        new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
    try (Worker worker = new Worker(kafka, settings());
        Exporter exporter = new Exporter(kafka);
        JobProducer producer = new JobProducer(kafka, "tester");
        Awaiter awaiter = new Awaiter(kafka)) {
      worker.start();
      String exported = exporter.start(ANY_PORT, "1").toString();
      String served = address(kafka);
      awaitCaughtUp(served);
      awaitCaughtUp(exported);
      List<CompletableFuture<?>> ends = new ArrayList<>();
      for (JobId job : submitAll(producer)) {
        ends.add(awaiter.await(job));
      }
      CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
      Map<String, Double> counted = new Count().of(kafka);
      Map<String, Double> ofCluster = new TreeMap<>(counted);
      ofCluster.keySet().removeIf(series -> series.startsWith("handoff_attempts_"));

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(figures(served)).containsAllEntriesOf(counted));
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(figures(exported)).containsAllEntriesOf(ofCluster));
      assertThat(get(served, "/readyz").body()).isEqualTo("ready\n");
      assertThat(get(exported, "/readyz").body()).isEqualTo("ready\n");
      assertThat(names(served))
          .isEqualTo(documented("every process", "every worker", "Once per cluster"));
      assertThat(names(exported)).isEqualTo(documented("every process", "Once per cluster"));
    }
  }

  private WorkerSettings settings() {
    Map<String, JobHandler> handlers =
        Map.of(
            "works",
            context -> IntNode.valueOf(1),
            "fails",
            context -> fail("on purpose"),
            "works-at-last",
            context -> context.attempt() < 3 ? fail("not yet") : IntNode.valueOf(3),
            "blocks",
            context -> {
              blocked.countDown();
              new CountDownLatch(1).await();
              return null;
            });
    return WorkerSettings.of("worker-1", folder)
        .withLanes(Map.of("standard", 8, "quick", 4))
        .withHandlers(handlers)
        .withMetrics(ANY_PORT)
        .withDrain(Duration.ZERO);
  }

  private static IntNode fail(String why) {
    throw new IllegalStateException(why);
  }

  private List<JobId> submitAll(JobProducer producer) throws Exception {
    List<JobId> jobs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      jobs.add(submit(producer, "run: {handler: works}\nlane: quick", SubmitOptions.NONE));
      jobs.add(submit(producer, "run: {handler: fails}", SubmitOptions.NONE));
    }
    for (int i = 0; i < 5; i++) {
      String retries = "retries: {attempts: 3, backoff: 100ms}";
      jobs.add(submit(producer, "run: {handler: works-at-last}\n" + retries, SubmitOptions.NONE));
    }
    List<JobId> cancelled = new ArrayList<>();
    Instant later = Instant.now().plus(Duration.ofHours(1));
    for (int i = 0; i < 3; i++) {
      cancelled.add(submit(producer, "run: {handler: blocks}", SubmitOptions.NONE));
      SubmitOptions due = new SubmitOptions(later, null, null);
      cancelled.add(submit(producer, "run: {handler: works}", due));
    }
    assertThat(blocked.await(30, TimeUnit.SECONDS)).isTrue();
    for (JobId job : cancelled) {
      producer.cancel(job, "no longer needed").get(30, TimeUnit.SECONDS);
    }
    jobs.addAll(cancelled);
    return jobs;
  }

  private static JobId submit(JobProducer producer, String run, SubmitOptions options)
      throws Exception {
    byte[] yaml = ("goal: show that it counts\n" + run + "\n").getBytes(StandardCharsets.UTF_8);
    Brief brief = BRIEFS.read(yaml);
    return producer.submit(producer.newId(), brief, options).get(30, TimeUnit.SECONDS);
  }

  /** The delay of a job that ended before the process had read up to its end is not measured. */
  private void awaitCaughtUp(String address) {
    await()
        .atMost(PATIENCE)
        .until(() -> get(address, "/metrics").body().contains("handoff_terminal_conflicts_total"));
  }

  private static String address(KafkaSettings kafka) {
    List<WorkerBeat> workers = new LivingWorkers(kafka).heard(PATIENCE, PATIENCE);
    assertThat(workers).hasSize(1);
    return workers.get(0).metrics();
  }

  private HttpResponse<String> get(String address, String path)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path)).build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private Map<String, Double> figures(String address) throws Exception {
    Map<String, Double> figures = new TreeMap<>();
    for (Matcher sample : samples(address)) {
      figures.put(sample.group(1) + sample.group(2), Double.parseDouble(sample.group(3)));
    }
    return figures;
  }

  private List<Matcher> samples(String address) throws Exception {
    List<Matcher> samples = new ArrayList<>();
    for (String line : get(address, "/metrics").body().split("\n")) {
      Matcher sample = SAMPLE.matcher(line);
      if (!line.startsWith("#")) {
        assertThat(sample.matches()).as(line).isTrue();
        samples.add(sample);
      }
    }
    return samples;
  }

  /** As they are told, each with its type and the names of its labels. */
  private Set<String> names(String address) throws Exception {
    Map<String, String> types = new HashMap<>();
    for (String line : get(address, "/metrics").body().split("\n")) {
      String[] words = line.split(" ");
      if (line.startsWith("# TYPE ")) {
        types.put(words[2], words[3]);
      }
    }
    Set<String> names = new TreeSet<>();
    for (Matcher sample : samples(address)) {
      String name = sample.group(1).replaceAll("_(bucket|sum|count)$", "");
      name = types.containsKey(sample.group(1)) ? sample.group(1) : name;
      boolean isMaximum = name.endsWith("_max") && types.containsKey(name.replaceAll("_max$", ""));
      if (!isMaximum) {
        names.add(name + " " + types.get(name) + " " + labels(sample.group(2)));
      }
    }
    return names;
  }

  private static Set<String> labels(String braces) {
    Set<String> labels = new TreeSet<>();
    Matcher label = Pattern.compile("([a-z]+)=\"").matcher(braces);
    while (label.find()) {
      labels.add(label.group(1));
    }
    labels.remove("le");
    return labels;
  }

  /** The rows of the document's tables below these headings. */
  private static Set<String> documented(String... headings) throws IOException {
    String text = Files.readString(Path.of("..", "docs", "metrics.md"));
    Set<String> names = new TreeSet<>();
    for (String heading : headings) {
      String section = text.split("\n## .*" + heading + "\n")[1].split("\n## ")[0];
      Matcher row =
          Pattern.compile("\n\\| `([a-z_]+)` \\| ([a-z]+) \\| ([^|]*)\\|").matcher(section);
      while (row.find()) {
        names.add(row.group(1) + " " + row.group(2) + " " + documentedLabels(row.group(3)));
      }
    }
    return names;
  }

  private static Set<String> documentedLabels(String cell) {
    Set<String> labels = new TreeSet<>();
    Matcher label = Pattern.compile("`([a-z]+)`").matcher(cell);
    while (label.find()) {
      labels.add(label.group(1));
    }
    return labels;
  }

  /** Counts what stands on the log, job by job, by rules of its own: nothing was lost or fenced. */
  private static final class Count {

    private final Map<JobId, List<JobEvent>> jobs = new LinkedHashMap<>();
    private final Map<String, Double> figures = new TreeMap<>();

    Map<String, Double> of(KafkaSettings kafka) {
      new StatusScan(kafka, PATIENCE)
          .since(
              Instant.EPOCH,
              event ->
                  jobs.computeIfAbsent(event.job(), job -> new ArrayList<>()).add(event.event()));
      jobs.values().forEach(this::add);
      for (String state : List.of("waiting", "delayed", "running", "cancelling")) {
        for (String lane : List.of("quick", "standard")) {
          figures.put("handoff_jobs{lane=\"%s\",state=\"%s\"}".formatted(lane, state), 0.0);
        }
      }
      figures.put("handoff_terminal_conflicts_total", 0.0);
      figures.put("handoff_notification_delay_seconds_count", (double) jobs.size());
      return figures;
    }

    private void add(List<JobEvent> events) {
      String lane =
          events.stream()
              .filter(Submitted.class::isInstance)
              .map(event -> ((Submitted) event).lane())
              .findFirst()
              .orElseThrow();
      String ofLane = "lane=\"" + lane + "\"";
      plus("handoff_jobs_submitted_total{%s}", ofLane);
      Set<String> leases = new HashSet<>();
      for (JobEvent event : events) {
        if (event instanceof Started started && leases.add(started.lease())) {
          plus("handoff_jobs_started_total{%s}", ofLane);
          plus("handoff_job_queue_wait_seconds_count{%s}", ofLane);
          plus("handoff_attempts_started_total{%s}", ofLane);
        } else if (event instanceof AttemptEnded ended) {
          String reason = ofLane + ",reason=\"" + ended.reason().label() + "\"";
          plus("handoff_jobs_retried_total{%s}", reason);
          plus("handoff_job_run_seconds_count{%s}", ofLane + ",outcome=\"retry\"");
          String said = ended.reason().label();
          plus("handoff_attempts_ended_total{%s}", of(ofLane, "retry", said));
        }
      }
      end(events, ofLane);
    }

    private void end(List<JobEvent> events, String ofLane) {
      JobEvent end = events.stream().filter(Terminal.class::isInstance).findFirst().orElse(null);
      boolean isCancelled = events.stream().anyMatch(CancelRequested.class::isInstance);
      String outcome =
          isCancelled ? "cancelled" : end instanceof Completed ? "completed" : "failed";
      String reason = end instanceof Failed failed ? failed.reason().label() : "none";
      String fault = end instanceof Failed ? "job" : "none";
      String labels = "fault=\"%s\",%s,outcome=\"%s\",reason=\"%s\"";
      plus("handoff_jobs_completed_total{%s}", labels.formatted(fault, ofLane, outcome, reason));
      String withOutcome = ofLane + ",outcome=\"" + outcome + "\"";
      plus("handoff_job_duration_seconds_count{%s}", withOutcome);
      if (events.stream().anyMatch(Started.class::isInstance)) {
        plus("handoff_job_run_seconds_count{%s}", withOutcome);
        plus("handoff_attempts_ended_total{%s}", of(ofLane, outcome, reason));
      }
    }

    private static String of(String ofLane, String outcome, String reason) {
      return ofLane + ",outcome=\"%s\",reason=\"%s\"".formatted(outcome, reason);
    }

    private void plus(String name, String labels) {
      figures.merge(name.formatted(labels), 1.0, Double::sum);
    }
  }
}
