package dev.handoff.gateway.trace;

import static dev.handoff.gateway.trace.TraceEvents.JOB;
import static dev.handoff.gateway.trace.TraceEvents.at;
import static dev.handoff.gateway.trace.TraceEvents.check;
import static dev.handoff.gateway.trace.TraceEvents.completed;
import static dev.handoff.gateway.trace.TraceEvents.ended;
import static dev.handoff.gateway.trace.TraceEvents.enqueued;
import static dev.handoff.gateway.trace.TraceEvents.failed;
import static dev.handoff.gateway.trace.TraceEvents.phase;
import static dev.handoff.gateway.trace.TraceEvents.started;
import static dev.handoff.gateway.trace.TraceEvents.submitted;
import static dev.handoff.gateway.trace.TraceEvents.trace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.CheckVerdict;
import dev.handoff.job.Loss;
import dev.handoff.job.Reason;
import dev.handoff.trace.SpanIds;
import dev.handoff.trace.TraceContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which spans follow from the events of a job. */
class JobTraceTest {

  private static final String CALLER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private static List<SpanData> spans(JobEvent... events) {
    return JobSpans.of(trace(events), Resource.empty(), null);
  }

  /** Each as its name, its parent's name, its start and its end in seconds after the first. */
  private static List<String> outline(List<SpanData> spans) {
    return spans.stream()
        .map(
            span ->
                "%s < %s %s-%s"
                    .formatted(
                        span.getName(),
                        parent(spans, span),
                        seconds(span.getStartEpochNanos()),
                        seconds(span.getEndEpochNanos())))
        .toList();
  }

  private static String parent(List<SpanData> spans, SpanData span) {
    return spans.stream()
        .filter(each -> each.getSpanId().equals(span.getParentSpanId()))
        .map(SpanData::getName)
        .findFirst()
        .orElse("-");
  }

  private static double seconds(long nanos) {
    return (nanos - JobSpans.nanos(at(0))) / 1e9;
  }

  private static SpanData one(List<SpanData> spans, String name) {
    return spans.stream().filter(span -> span.getName().equals(name)).findFirst().orElseThrow();
  }

  private static String text(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.stringKey(key));
  }

  /** What holds for the spans of any job: one root, all parents there, no time that is negative. */
  private static void assertWhole(List<SpanData> spans) {
    Set<String> ids = spans.stream().map(SpanData::getSpanId).collect(Collectors.toSet());
    assertThat(ids).hasSameSizeAs(spans);
    assertThat(spans)
        .allSatisfy(
            span -> {
              assertThat(span.getTraceId()).isEqualTo(spans.get(0).getTraceId());
              assertThat(span.getSpanContext().isValid()).isTrue();
              assertThat(span.getStartEpochNanos()).isNotNegative();
              assertThat(span.getEndEpochNanos()).isGreaterThanOrEqualTo(span.getStartEpochNanos());
            });
    assertThat(spans.stream().skip(1)).allMatch(span -> ids.contains(span.getParentSpanId()));
  }

  @Test
  void aJobIsItsWaitItsAttemptItsPhasesAndTheirChecks() {
    List<SpanData> spans =
        spans(
            submitted(),
            started(2, 1),
            phase(2.1, 1, "prepare"),
            phase(3, 1, "run"),
            phase(8, 1, "run"),
            phase(9, 1, "verify"),
            check(12, 1, "compiles", 2.5),
            check(12.5, 1, "tests", 0.25),
            completed(13, 1));

    assertThat(outline(spans))
        .containsExactly(
            "job demo < - 0.0-13.0",
            "waiting < job demo 0.0-2.0",
            "attempt < job demo 2.0-13.0",
            "prepare < attempt 2.1-3.0",
            "run < attempt 3.0-9.0",
            "verify < attempt 9.0-13.0",
            "check compiles < verify 9.5-12.0",
            "check tests < verify 12.25-12.5");
    assertWhole(spans);
    assertThat(spans).allMatch(span -> span.getStatus().getStatusCode() == StatusCode.UNSET);
    SpanData root = spans.get(0);
    assertThat(root.getSpanId()).isEqualTo(SpanIds.ofJob(JOB));
    assertThat(root.getTraceId()).isEqualTo(TraceContext.of(JOB, null).traceId());
    assertThat(root.getParentSpanContext().isValid()).isFalse();
    assertThat(text(root, "handoff.job")).isEqualTo(JOB.text());
    assertThat(text(root, "handoff.title")).isEqualTo("A title");
    assertThat(text(root, "handoff.state")).isEqualTo("completed");
    assertThat(text(root, "handoff.submitter")).isEqualTo("ann");
    assertThat(text(root, "handoff.lane")).isEqualTo("standard");
    SpanData attempt = one(spans, "attempt");
    assertThat(attempt.getSpanId()).isEqualTo(SpanIds.ofAttempt(JOB, 1));
    assertThat(text(attempt, "handoff.worker")).isEqualTo("worker-1");
  }

  @Test
  void eachAttemptOfARetriedJobIsASpanWithItsReasonAndItsWait() {
    List<SpanData> spans =
        spans(
            submitted(),
            started(1, 1),
            phase(1, 1, "run"),
            ended(4, 1, Reason.RUN_FAILED, null),
            enqueued(9, 2),
            started(10, 2),
            phase(10, 2, "verify"),
            check(11, 2, "tests", 1, CheckVerdict.FAILED),
            failed(12, 2, Reason.CHECK_FAILED));

    assertThat(outline(spans))
        .containsExactly(
            "job demo < - 0.0-12.0",
            "waiting < job demo 0.0-1.0",
            "attempt < job demo 1.0-4.0",
            "run < attempt 1.0-4.0",
            "waiting < job demo 4.0-10.0",
            "attempt < job demo 10.0-12.0",
            "verify < attempt 10.0-12.0",
            "check tests < verify 10.0-11.0");
    assertWhole(spans);
    assertThat(spans.get(2).getStatus().getDescription()).isEqualTo("run_failed");
    assertThat(text(spans.get(4), "handoff.due")).isEqualTo(at(9).toString());
    assertThat(spans.get(5).getSpanId()).isEqualTo(SpanIds.ofAttempt(JOB, 2));
    assertThat(spans.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(spans.get(0).getStatus().getDescription()).isEqualTo("check_failed");
    assertThat(spans.get(7).getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
  }

  @Test
  void anAttemptWhoseWorkerWasLostEndsWhenAStewardSaysSo() {
    List<SpanData> spans =
        spans(
            submitted(),
            started(1, 1),
            phase(2, 1, "run"),
            ended(20, 1, Reason.WORKER_LOST, Loss.ALONE),
            phase(21, 1, "verify"), // by the worker that was believed dead
            completed(22, 1),
            started(26, 2),
            completed(30, 2));

    assertThat(outline(spans))
        .containsExactly(
            "job demo < - 0.0-30.0",
            "waiting < job demo 0.0-1.0",
            "attempt < job demo 1.0-20.0",
            "run < attempt 2.0-20.0",
            "waiting < job demo 20.0-26.0",
            "attempt < job demo 26.0-30.0");
    assertThat(text(spans.get(2), "handoff.loss")).isEqualTo("alone");
    assertThat(spans.get(2).getStatus().getDescription()).isEqualTo("worker_lost");
  }

  @Test
  void aWorkerThatStopsIsNoError() {
    List<SpanData> spans =
        spans(
            submitted(),
            started(1, 1),
            ended(2, 1, Reason.WORKER_STOPPING, null),
            started(3, 2),
            completed(4, 2));

    assertThat(spans.get(2).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(text(spans.get(2), "handoff.reason")).isEqualTo("worker_stopping");
  }

  @Test
  void aJobThatIsCancelledWhileItWaitsHasNoAttempt() {
    List<SpanData> spans = spans(submitted(), new CancelRequested(at(7), "ann", "changed my mind"));

    assertThat(outline(spans))
        .containsExactly("job demo < - 0.0-7.0", "waiting < job demo 0.0-7.0");
    assertThat(text(spans.get(0), "handoff.state")).isEqualTo("cancelled");
    assertThat(spans.get(0).getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertWhole(spans);
  }

  @Test
  void aJobThatIsCancelledWhileItRunsEndsWithItsAttempt() {
    CancelRequested asked = new CancelRequested(at(7), "ann", null);
    List<String> whole =
        List.of("job demo < - 0.0-9.0", "waiting < job demo 0.0-1.0", "attempt < job demo 1.0-9.0");

    assertThat(
            outline(
                spans(
                    submitted(),
                    started(1, 1),
                    asked,
                    new Cancelled(at(9), 1, "lease-1", "ann", null, null))))
        .isEqualTo(whole);
    // Its worker was lost meanwhile: the fold ends the job as of the request.
    assertThat(
            outline(
                spans(submitted(), started(1, 1), asked, ended(9, 1, Reason.WORKER_LOST, null))))
        .isEqualTo(whole);
  }

  @Test
  void theTraceIsThatOfTheCaller() {
    List<SpanData> spans =
        spans(submitted("A title", null, CALLER), started(1, 1), completed(2, 1));

    assertWhole(spans);
    assertThat(spans.get(0).getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(spans.get(0).getParentSpanId()).isEqualTo("00f067aa0ba902b7");
    assertThat(spans.get(0).getParentSpanContext().isRemote()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "00-0-0-01", "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"})
  void aTraceparentThatIsNoneIsIgnored(String traceparent) {
    List<SpanData> spans =
        spans(submitted("A title", null, traceparent), started(1, 1), completed(2, 1));

    assertThat(spans.get(0).getTraceId()).isEqualTo(TraceContext.of(JOB, null).traceId());
  }

  @Test
  void aRetriedJobIsLinkedToTheOneThatItRepeats() {
    JobId earlier = JobId.next(at(-100), 1);
    TraceContext retried = TraceContext.of(earlier, CALLER);
    JobTrace trace =
        trace(submitted("A title", earlier.text(), null), started(1, 1), completed(2, 1));

    List<SpanData> linked = JobSpans.of(trace, Resource.empty(), retried);

    SpanContext link = linked.get(0).getLinks().get(0).getSpanContext();
    assertThat(link.getTraceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    assertThat(link.getSpanId()).isEqualTo(SpanIds.ofJob(earlier));
    assertThat(trace.retryOf()).isEqualTo(earlier);
    assertThat(JobSpans.of(trace, Resource.empty(), null).get(0).getLinks()).isEmpty();
    assertThat(trace(submitted("A title", "../../etc", null)).retryOf()).isNull();
  }

  @Test
  void hostileTextsAreCutAndHaveNothingThatHides() {
    String long9000 = "x".repeat(9000);
    String hidden = "\u001b[31mred\u202e\u0000 \ud83d\ude00";
    List<SpanData> spans =
        spans(
            submitted("<img onerror>\u202e \u001b[2J\n two", null, null),
            started(1, 1),
            phase(1, 1, hidden + "\nline"),
            check(2, 1, long9000, 1),
            check(3, 1, "\ud83d\ude00".repeat(100), 1),
            completed(4, 1));

    assertWhole(spans);
    assertThat(text(spans.get(0), "handoff.title")).isEqualTo("<img onerror> [2J two");
    assertThat(spans.get(3).getName()).isEqualTo("[31mred \ud83d\ude00 line");
    assertThat(spans.get(4).getName()).hasSize(60).startsWith("check xxx").endsWith("…");
    assertThat(text(spans.get(4), "handoff.check")).hasSize(500);
    assertThat(spans.get(5).getName()).endsWith("\ud83d\ude00…");
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {Double.NaN, -1, 1e300, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aCheckOfAnImpossibleLengthLiesWithinItsPhase(double seconds) {
    List<SpanData> spans =
        spans(
            submitted(),
            started(1, 1),
            phase(2, 1, "verify"),
            check(3, 1, "tests", seconds),
            completed(4, 1));

    SpanData check = one(spans, "check tests");
    assertWhole(spans);
    assertThat(seconds(check.getStartEpochNanos())).isBetween(2.0, 3.0);
    assertThat(seconds(check.getEndEpochNanos())).isEqualTo(3.0);
  }

  @Test
  void clocksThatRunBackwardGiveNoNegativeTimes() {
    List<SpanData> spans =
        spans(
            submitted(),
            started(-50, 1), // a worker whose clock is behind that of the submitter
            phase(-40, 1, "prepare"),
            phase(-60, 1, "verify"),
            check(-70, 1, "tests", 5),
            ended(-80, 1, Reason.WORKER_LOST, Loss.SHARED), // by a steward
            started(-90, 2),
            completed(-95, 2));

    assertWhole(spans);
    assertThat(seconds(spans.get(0).getStartEpochNanos())).isZero();
    assertThat(seconds(one(spans, "attempt").getStartEpochNanos())).isEqualTo(-50);
  }

  @Test
  void timesThatCannotBeAreMovedToWhereTheyCan() {
    Started never = new Started(Instant.MIN, 1, "lease-1", "worker-1", 0, null);
    Progressed farOff = new Progressed(Instant.MAX, 1, "lease-1", "run", null, null);

    assertWhole(spans(submitted(), never, farOff, completed(1, 1)));
  }

  @Test
  void anEventThatComesTwiceAddsNothing() {
    JobEvent[] once = {
      submitted(), started(1, 1), phase(2, 1, "run"), check(3, 1, "a", 1), completed(4, 1)
    };
    List<JobEvent> twice = new ArrayList<>();
    for (JobEvent event : once) {
      twice.add(event);
      twice.add(event);
    }

    assertThat(spans(twice.toArray(JobEvent[]::new))).isEqualTo(spans(once));
  }

  @Test
  void thePhasesThatAreTooManyAreLeftOut() {
    List<JobEvent> events = new ArrayList<>(List.of(submitted(), started(1, 1)));
    for (int i = 0; i < 5000; i++) {
      events.add(phase(2 + i, 1, "phase " + i));
    }
    events.add(completed(9000, 1));

    List<SpanData> spans = spans(events.toArray(JobEvent[]::new));

    assertThat(spans).hasSize(3 + JobTrace.MAX_PARTS);
    assertWhole(spans);
  }

  /** In whatever order the events stand on the log: what counts is whole, and always the same. */
  @Test
  void eventsOutOfOrderGiveAWholeTraceOrNone() {
    List<JobEvent> events =
        new ArrayList<>(
            List.of(
                submitted(),
                started(1, 1),
                phase(2, 1, "run"),
                check(3, 1, "tests", 1),
                ended(4, 1, Reason.RUN_FAILED, null),
                started(6, 2),
                phase(7, 2, "run"),
                completed(8, 2),
                new CancelRequested(at(5), null, null)));
    Random random = new Random(7);
    int whole = 0;
    for (int i = 0; i < 2000; i++) {
      Collections.shuffle(events, random);
      JobTrace trace = trace(events.toArray(JobEvent[]::new));
      if (trace.isComplete()) {
        List<SpanData> spans = JobSpans.of(trace, Resource.empty(), null);
        assertWhole(spans);
        whole++;
      }
    }
    assertThat(whole).isPositive();
  }

  @Test
  void aJobThatEndsBeforeItsSubmissionIsOnTheLogIsCompleteWithIt() {
    JobTrace trace = trace(started(1, 1), completed(2, 1));
    assertThat(trace.isComplete()).isFalse();

    trace.apply(submitted());

    assertThat(trace.isComplete()).isTrue();
    assertThat(outline(JobSpans.of(trace, Resource.empty(), null)))
        .containsExactly(
            "job demo < - 0.0-2.0", "waiting < job demo 0.0-1.0", "attempt < job demo 1.0-2.0");
  }
}
