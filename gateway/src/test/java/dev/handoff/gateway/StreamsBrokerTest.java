package dev.handoff.gateway;

import static dev.handoff.gateway.TestGateways.completed;
import static dev.handoff.gateway.TestGateways.newJob;
import static dev.handoff.gateway.TestGateways.progressed;
import static dev.handoff.gateway.TestGateways.started;
import static dev.handoff.gateway.TestGateways.submission;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.awaiter.Awaiter;
import dev.handoff.gateway.stream.LogStream;
import dev.handoff.gateway.stream.Outlet;
import dev.handoff.gateway.stream.Streams;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.artifact.ArtifactWriter;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is pushed, and what a client that was cut off gets when it comes back. */
@ExtendWith(BrokerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StreamsBrokerTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final TestGateways gateways;
  private final TestGateways.Running gateway;

  StreamsBrokerTest(TestBroker broker) throws IOException {
    gateways = new TestGateways(broker);
    gateway = gateways.start();
  }

  @AfterAll
  void close() throws IOException {
    gateways.close();
  }

  /** The events as {@code handoff events --json} prints them. */
  private List<String> history(JobId job) throws IOException {
    return gateway.get("/v1/jobs/" + job + "/events").body().lines().toList();
  }

  @Test
  void eventsArePushedAsTheyComeUntilTheEnd() throws Exception {
    JobId job = gateways.submitted("is followed");
    EventReader reader = gateway.stream("/v1/jobs/" + job + "/events");
    reader.awaitEvents(1);

    gateways.append(job, started());
    reader.awaitEvents(2);
    gateways.append(job, progressed(40), completed());
    reader.awaitEnd();

    assertThat(reader.response.headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/event-stream");
    assertThat(reader.response.headers().firstValue("X-Accel-Buffering")).contains("no");
    assertThat(reader.response.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(reader.events.stream().map(EventReader.Event::name))
        .containsExactly("submitted", "started", "progressed", "completed");
    assertThat(reader.data()).isEqualTo(history(job));
    for (EventReader.Event event : reader.events) {
      assertThat(event.id()).isEqualTo(JSON.readTree(event.data()).path("offset").asText());
    }
  }

  @Test
  void whoComesBackToAnotherGatewayGetsTheRestAndNothingTwice() throws Exception {
    TestGateways.Running other = gateways.start();
    JobId job = gateways.submitted("is cut");
    List<String> got = new ArrayList<>();
    String last = "";
    for (int cut = 0; cut < 4; cut++) {
      TestGateways.Running asked = cut % 2 == 0 ? gateway : other;
      EventReader reader =
          last.isEmpty()
              ? asked.stream("/v1/jobs/" + job + "/events")
              : asked.stream("/v1/jobs/" + job + "/events", "Last-Event-ID", last);
      gateways.append(job, cut == 0 ? started() : progressed(cut));
      reader.awaitEvents(cut == 0 ? 2 : 1);
      reader.close();
      List<EventReader.Event> read = List.copyOf(reader.events);
      read.forEach(event -> got.add(event.data()));
      last = read.get(read.size() - 1).id();
      gateways.append(job, progressed(50 + cut)); // while nobody reads
    }
    gateways.append(job, completed());
    EventReader reader = other.stream("/v1/jobs/" + job + "/events", "Last-Event-ID", last);
    reader.awaitEnd();
    got.addAll(reader.data());

    assertThat(got).isEqualTo(history(job)).doesNotHaveDuplicates();
  }

  @Test
  void whoHasAllOfAnEndedJobGetsNothingMore() throws Exception {
    JobId job = gateways.submitted("has ended");
    gateways.append(job, started(), completed());
    String last = JSON.readTree(history(job).get(2)).path("offset").asText();

    EventReader reader = gateway.stream("/v1/jobs/" + job + "/events", "Last-Event-ID", last);
    reader.awaitEnd();

    assertThat(reader.response.statusCode()).isEqualTo(200);
    assertThat(reader.events).isEmpty();
  }

  @Test
  void aStreamOfNoJobIsNotFoundAndAWrongPlaceIsRefused() throws Exception {
    JobId job = gateways.submitted("is there");

    assertThat(gateway.stream("/v1/jobs/" + newJob() + "/events").response.statusCode())
        .isEqualTo(404);
    assertThat(
            gateway.stream("/v1/jobs/" + job + "/events", "Last-Event-ID", "-1")
                .response
                .statusCode())
        .isEqualTo(400);
    assertThat(gateway.stream("/v1/watch", "Last-Event-ID", "!").response.statusCode())
        .isEqualTo(400);
    assertThat(gateway.stream("/v1/watch?colour=red").response.statusCode()).isEqualTo(400);
  }

  @Test
  void whenAGatewayStopsItsStreamsEndAndAnotherGoesOn() throws Exception {
    TestGateways.Running other = gateways.start();
    JobId job = gateways.submitted("survives");
    EventReader reader = other.stream("/v1/jobs/" + job + "/events");
    gateways.append(job, started());
    reader.awaitEvents(2);

    other.gateway.close();
    reader.awaitEnd();
    gateways.append(job, completed());
    EventReader again =
        gateway.stream("/v1/jobs/" + job + "/events", "Last-Event-ID", reader.lastId());
    again.awaitEnd();

    List<String> got = new ArrayList<>(reader.data());
    got.addAll(again.data());
    assertThat(got).isEqualTo(history(job));
  }

  @Test
  void aTokenHasNoMoreThanSixtyFourStreams() throws Exception {
    TestGateways.Running own = gateways.start();
    JobId job = gateways.submitted("is popular");
    List<EventReader> readers = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      readers.add(own.stream("/v1/jobs/" + job + "/events"));
    }

    EventReader tooMany = own.stream("/v1/jobs/" + job + "/events");

    assertThat(tooMany.response.statusCode()).isEqualTo(429);
    assertThat(tooMany.response.headers().firstValue("Retry-After")).isPresent();
    HttpResponse<String> listen =
        own.post("/mcp", TestGateways.WATCHER, TestGateways.LISTEN, TestGateways.LISTEN_HEADERS);
    assertThat(listen.statusCode()).isEqualTo(429);
    assertThat(listen.body()).contains("a token may have 64 streams at a time");
    assertThat(own.get("/v1/jobs/" + job).statusCode()).isEqualTo(202);
    gateways.append(job, started(), completed());
    readers.forEach(EventReader::awaitEnd);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> own.stream("/v1/jobs/" + job + "/events").response.statusCode() == 200);
  }

  /** Remembers whether it was ended. */
  private static final class Kept implements Outlet {

    private volatile boolean isEnded;

    @Override
    public void write(ByteBuffer bytes, boolean isLast, Flushed flushed) {
      isEnded |= isLast;
      flushed.succeeded();
    }

    @Override
    public void cut(String why) {}
  }

  @Test
  void theLogOfAJobThatEndedEndsAlsoIfNoThreadIsFreeToReadItsRest() throws Exception {
    JobId job = gateways.submitted("ends");
    gateways.append(job, started(), completed());
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    Kept outlet = new Kept();
    AtomicInteger over = new AtomicInteger();
    Executor full =
        task -> {
          throw new RejectedExecutionException("too much waits");
        };
    try (Awaiter awaiter = new Awaiter(gateways.kafka)) {
      new LogStream(gateways.kafka, awaiter, job, new Streams(Runnable::run, clock), full, null)
          .run(outlet, over::incrementAndGet);

      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> outlet.isEnded);
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> over.get() == 1);
    } finally {
      clock.shutdownNow();
    }
  }

  @Test
  void aLogForWhichNoClientCanBeMadeIsRefusedBeforeItsAnswerBegins() throws Exception {
    KafkaSettings wrong =
        new KafkaSettings(Map.of("bootstrap.servers", "nowhere.invalid:9092"), Topics.DEFAULT);
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try (Awaiter awaiter = new Awaiter(gateways.kafka)) {
      assertThatThrownBy(
              () ->
                  new LogStream(
                      wrong,
                      awaiter,
                      newJob(),
                      new Streams(Runnable::run, clock),
                      Runnable::run,
                      null))
          .isInstanceOf(KafkaException.class);
    } finally {
      clock.shutdownNow();
    }
  }

  @Test
  void aLogIsPushedFromAnyPartOn() throws Exception {
    JobId job = newJob();
    byte[] text = "one caf\u00e9".getBytes(StandardCharsets.UTF_8);
    gateways.append(job, submission("writes", "standard"), started());
    ArtifactWriter file = gateways.store.open(job, 1, "A", "log");
    EventReader reader = gateway.stream("/v1/jobs/" + job + "/log");
    file.write(text, 0, text.length - 1);
    reader.awaitEvents(1);
    reader.close();
    file.write(text, text.length - 1, 1);
    file.write("\ntwo".getBytes(StandardCharsets.UTF_8), 0, 4);

    EventReader again =
        gateway.stream("/v1/jobs/" + job + "/log", "Last-Event-ID", reader.events.get(0).id());
    again.awaitEvents(2);
    file.close();
    gateways.append(job, completed());
    again.awaitEnd();

    assertThat(textOf(reader)).isEqualTo("one caf");
    assertThat(textOf(again)).isEqualTo("\u00e9\ntwo");
  }

  @Test
  void theLogOfAJobThatEndedWithoutNamingItIsSentToo() throws Exception {
    JobId job = newJob();
    gateways.append(job, submission("was lost", "standard"), started());
    ArtifactWriter file = gateways.store.open(job, 1, "A", "log");
    file.write("the last words\n".getBytes(StandardCharsets.UTF_8), 0, 15);
    file.close();
    gateways.append(job, completed());

    EventReader reader = gateway.stream("/v1/jobs/" + job + "/log");
    reader.awaitEnd();

    assertThat(textOf(reader)).isEqualTo("the last words\n");
  }

  private static String textOf(EventReader reader) throws IOException {
    StringBuilder text = new StringBuilder();
    for (String data : reader.data()) {
      text.append(JSON.readTree(data).path("text").asText());
    }
    return text.toString();
  }

  @Test
  void aWatchBeginsWithAllThatIsMeantAndGoesOnWithWhatChanges() throws Exception {
    JobId old = gateways.submitted("watched before");
    EventReader reader = gateway.stream("/v1/watch?text=watched&state=live");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> states(reader, old).contains("queued"));
    JobId fresh = gateways.submitted("watched after");
    gateways.submitted("something else");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> states(reader, fresh).contains("queued"));

    gateways.append(old, started(), completed());

    // Also what takes a job out of the filter is reported.
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> states(reader, old).contains("completed"));
    assertThat(reader.events.get(0).name()).isEqualTo("reset");
    assertThat(reader.data()).noneMatch(data -> data.contains("something else"));
    assertThat(reader.response.headers().firstValue("X-Accel-Buffering")).contains("no");
    reader.close();
  }

  private static List<String> states(EventReader reader, JobId job) throws IOException {
    List<String> states = new ArrayList<>();
    for (EventReader.Event event : reader.events) {
      JsonNode json = JSON.readTree(event.data());
      if (json.path("job").asText().equals(job.text())) {
        states.add(json.path("state").asText());
      }
    }
    return states;
  }

  @Test
  void whoComesBackToAWatchOfAnotherGatewayGetsWhatHasChanged() throws Exception {
    TestGateways.Running other = gateways.start();
    JobId changes = gateways.submitted("comes back, changes");
    JobId rests = gateways.submitted("comes back, rests");
    EventReader first = gateway.stream("/v1/watch?text=comes+back");
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !states(first, changes).isEmpty() && !states(first, rests).isEmpty());
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> gateway.get("/v1/jobs?text=rests").body().contains(rests.text()));
    String place = JSON.readTree(gateway.get("/v1/jobs").body()).path("position").asText();
    first.close();
    gateways.append(changes, started(), completed());

    EventReader again = other.stream("/v1/watch?text=comes+back", "Last-Event-ID", place);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> states(again, changes).contains("completed"));

    assertThat(again.events).noneMatch(event -> event.name().equals("reset"));
    assertThat(states(again, rests)).isEmpty();
    again.close();
  }
}
