package dev.handoff.gateway;

import static dev.handoff.gateway.TestGateways.completed;
import static dev.handoff.gateway.TestGateways.progressed;
import static dev.handoff.gateway.TestGateways.started;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.gateway.trace.OtlpAddress;
import dev.handoff.job.JobId;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.OtlpReceiver;
import dev.handoff.testkit.TestBroker;
import dev.handoff.trace.SpanIds;
import dev.handoff.trace.TraceContext;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The traces of jobs, as a collector reads them, and the caller's trace over HTTP. */
@ExtendWith(BrokerExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TracesBrokerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String BRIEF = "goal: show it\nlane: quick\nrun: {handler: show}\n";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String OTHER_TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String CALLER = "00f067aa0ba902b7";
  private static final Duration LONG = Duration.ofSeconds(60);

  private final TestGateways gateways;
  private final OtlpReceiver first = new OtlpReceiver(0);
  private final OtlpReceiver second = new OtlpReceiver(0);
  private final JobId endedBefore;
  private final TestGateways.Running gateway;

  TracesBrokerTest(TestBroker broker) throws Exception {
    gateways = new TestGateways(broker);
    endedBefore = gateways.submitted("ended before");
    gateways.append(endedBefore, started(), completed());
    gateway = gateways.start(to(first));
    gateways.start(to(second));
  }

  private static GatewaySettings to(OtlpReceiver receiver) {
    return TestGateways.settings().withOtlp(OtlpAddress.parse(receiver.url()));
  }

  @AfterAll
  void close() throws IOException {
    gateways.close();
    first.close();
    second.close();
  }

  private JobId post(String path, String... headers) throws IOException {
    HttpResponse<String> answer = gateway.post(path, TestGateways.SUBMITTER, BRIEF, headers);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    return new JobId(JSON.readTree(answer.body()).path("job").asText());
  }

  private static String traceparent(String trace) {
    return "00-" + trace + "-" + CALLER + "-01";
  }

  private static List<Span> awaitTrace(OtlpReceiver receiver, String trace) {
    Awaitility.await().atMost(LONG).until(() -> !receiver.spans(trace).isEmpty());
    return receiver.spans(trace);
  }

  private static Set<String> ids(List<Span> spans) {
    return spans.stream().map(OtlpReceiver::spanId).collect(Collectors.toSet());
  }

  @Test
  void twoGatewaysSendTheSameSpansOfAJobInTheTraceOfItsCaller() throws Exception {
    JobId job = post("/v1/jobs", "traceparent", traceparent(TRACE));
    gateways.append(job, started(), progressed(50), completed());

    List<Span> spans = awaitTrace(first, TRACE);

    assertThat(awaitTrace(second, TRACE)).isEqualTo(spans);
    assertThat(spans).extracting(Span::getName).containsExactly("job", "waiting", "attempt", "run");
    assertThat(OtlpReceiver.spanId(spans.get(0))).isEqualTo(SpanIds.ofJob(job));
    assertThat(OtlpReceiver.parentId(spans.get(0))).isEqualTo(CALLER);
    assertThat(OtlpReceiver.spanId(spans.get(2))).isEqualTo(SpanIds.ofAttempt(job, 1));
    assertThat(spans.stream().skip(1).map(OtlpReceiver::parentId)).isSubsetOf(ids(spans));
    assertThat(spans)
        .allMatch(span -> span.getEndTimeUnixNano() >= span.getStartTimeUnixNano())
        .allMatch(span -> span.getStartTimeUnixNano() > 0);
    assertThat(gateway.get("/metrics").body())
        .startsWith(TestGateways.NO_FIGURES.text())
        .containsPattern("\nhandoff_trace_spans_exported_total [1-9]")
        .contains("\nhandoff_trace_spans_dropped_total 0\n");
    String before = TraceContext.of(endedBefore, null).traceId();
    assertThat(first.spans(before)).isEmpty();
    assertThat(second.spans(before)).isEmpty();
  }

  @Test
  void aRetriedJobIsLinkedToTheTraceOfTheOneThatItRepeats() throws Exception {
    JobId job = post("/v1/jobs", "traceparent", traceparent(OTHER_TRACE));
    gateways.append(job, started(), completed());
    awaitTrace(first, OTHER_TRACE);

    JobId again = post("/v1/jobs/" + job + "/retry");
    gateways.append(again, started(), completed());

    Span root = awaitTrace(first, TraceContext.of(again, null).traceId()).get(0);
    assertThat(root.getLinksList()).hasSize(1);
    Span.Link link = root.getLinks(0);
    assertThat(OtlpReceiver.hex(link.getTraceId())).isEqualTo(OTHER_TRACE);
    assertThat(OtlpReceiver.hex(link.getSpanId())).isEqualTo(SpanIds.ofJob(job));
  }

  @Test
  void aTraceparentThatIsNoneOrComesTwiceIsIgnored() throws Exception {
    JobId wrong = post("/v1/jobs", "traceparent", "00-" + TRACE + "-0-01", "baggage", "a=b");
    JobId twice =
        post("/v1/jobs", "traceparent", traceparent(TRACE), "traceparent", traceparent(TRACE));

    assertThat(submission(wrong).path("traceparent").isTextual()).isFalse();
    assertThat(submission(twice).path("traceparent").isTextual()).isFalse();
  }

  private JsonNode submission(JobId job) throws IOException {
    String events = gateway.get("/v1/jobs/" + job + "/events").body();
    return JSON.readTree(events.lines().findFirst().orElseThrow());
  }
}
