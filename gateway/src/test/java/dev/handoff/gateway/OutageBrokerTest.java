package dev.handoff.gateway;

import static dev.handoff.gateway.TestGateways.completed;
import static dev.handoff.gateway.TestGateways.started;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.job.JobId;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.OwnBroker;
import dev.handoff.testkit.TestBroker;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A gateway whose broker goes away and comes back. */
@ExtendWith(BrokerExtension.class)
@OwnBroker
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageBrokerTest {

  private final TestBroker broker;
  private final TestGateways gateways;
  private final TestGateways.Running gateway;

  OutageBrokerTest(TestBroker broker) throws IOException {
    this.broker = broker;
    gateways = new TestGateways(broker);
    gateway = gateways.start();
  }

  @AfterAll
  void close() throws IOException {
    gateways.close();
  }

  private static List<String> silences(EventReader watch) {
    return watch.events.stream()
        .filter(event -> event.name().equals("silence"))
        .map(EventReader.Event::data)
        .toList();
  }

  private HttpResponse<String> await(JobId job, int seconds) {
    try {
      return gateway.get("/v1/jobs/" + job, "Prefer", "wait=" + seconds);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void waitsSayWhatWasSeenLastAndLooksSayThatNobodyAnswersAndStreamsGoOn() throws Exception {
    JobId job = gateways.submitted("survives an outage");
    gateways.append(job, started());
    EventReader events = gateway.stream("/v1/jobs/" + job + "/events");
    EventReader watch = gateway.stream("/v1/watch?text=survives");
    events.awaitEvents(2);
    watch.awaitEvents(2);
    CompletableFuture<HttpResponse<String>> shortWait =
        CompletableFuture.supplyAsync(() -> await(job, 20));
    CompletableFuture<HttpResponse<String>> longWait =
        CompletableFuture.supplyAsync(() -> await(job, 200));
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> gateway.get("/v1/jobs/" + job, "Prefer", "wait=1").statusCode() == 202);

    broker.stop();
    HttpResponse<String> look = gateway.get("/v1/jobs/" + job);
    HttpResponse<String> list = gateway.get("/v1/jobs?text=survives");
    HttpResponse<String> seen = shortWait.get(60, TimeUnit.SECONDS);
    Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> !silences(watch).isEmpty());
    broker.start();
    gateways.append(job, completed());

    assertThat(look.statusCode()).isEqualTo(503);
    assertThat(look.headers().firstValue("Retry-After")).isPresent();
    assertThat(list.statusCode()).isEqualTo(200);
    assertThat(list.body()).contains(job.text());
    assertThat(seen.statusCode()).isEqualTo(202);
    JsonNode json = new ObjectMapper().readTree(seen.body());
    assertThat(json.path("state").asText()).isEqualTo("running");
    assertThat(json.path("unansweredSeconds").asInt(-1)).isGreaterThanOrEqualTo(5);
    assertThat(longWait.get(200, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
    events.awaitEnd();
    assertThat(events.data())
        .isEqualTo(gateway.get("/v1/jobs/" + job + "/events").body().lines().toList())
        .hasSize(3);
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> watch.data().stream().anyMatch(data -> data.contains("\"completed\"")));
    assertThat(silences(watch).get(0)).matches("\\{\"unansweredSeconds\":([5-9]|[1-9][0-9]+)}");
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () -> {
              List<String> silences = silences(watch);
              return silences.get(silences.size() - 1).equals("{\"unansweredSeconds\":0}");
            });
    watch.close();
  }

  @Test
  void anOpenPageSaysSinceWhenNobodyAnswersAndShowsAfterwardsWhatItMissed() throws Exception {
    JobId before = gateways.submitted("Before the outage");
    try (Browser browser = Browser.start()) {
      browser.open(gateway.url + "/#token=" + TestGateways.WATCHER + "/now?state=live");
      browser.awaitShown(".jobs li.queued", "Before the outage");
      browser.awaitShown("#live:not(.away)", "live");

      broker.stop();
      browser.awaitShown("#live.away", "no answer since");
      String clock = browser.text("#live");
      broker.start();
      gateways.append(before, started());
      gateways.submitted("During the outage");

      assertThat(clock).matches("(?s)no answer since \\d{1,2}:\\d{2}:\\d{2}.*");
      browser.awaitShown("#live:not(.away)", "live");
      browser.awaitShown(".jobs li.running", "Before the outage");
      browser.awaitShown(".jobs li.queued", "During the outage");
      assertThat(browser.faults()).isEmpty();
    }
  }
}
