package dev.handoff.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {

  private static final JobId JOB = new JobId("task-06gzv339000528t5cy4tqkff04");
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String SPAN = "00f067aa0ba902b7";

  @Test
  void aTraceparentNamesTraceSpanAndWhetherItIsRecorded() {
    assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-01"))
        .contains(new TraceContext(TRACE, SPAN, true));
    assertThat(TraceContext.parse("00-" + TRACE + "-" + SPAN + "-02"))
        .contains(new TraceContext(TRACE, SPAN, false));
  }

  @Test
  void fieldsOfALaterVersionAreIgnored() {
    assertThat(TraceContext.parse("cc-" + TRACE + "-" + SPAN + "-01-what-the-future-will-be"))
        .contains(new TraceContext(TRACE, SPAN, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
        "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
      })
  void whatIsNoTraceparentIsIgnored(String text) {
    assertThat(TraceContext.parse(text)).isEmpty();
    assertThat(TraceContext.of(JOB, text)).isEqualTo(TraceContext.of(JOB, null));
  }

  @Test
  void aJobWithoutOneHasATraceOfItsOwnThatIsAlwaysTheSame() {
    TraceContext own = TraceContext.of(JOB, null);

    assertThat(own).isEqualTo(TraceContext.of(new JobId(JOB.text()), null));
    assertThat(own.traceId()).matches("[0-9a-f]{32}");
    assertThat(own.parentId()).isNull();
    assertThat(own.traceId())
        .isNotEqualTo(
            TraceContext.of(new JobId("task-06gztnbtg0091zpwqac7cn1j3w"), null).traceId());
  }

  @Test
  void anAttemptPassesOnTheTraceWithItsOwnSpan() {
    String passed =
        TraceContext.of(JOB, "00-" + TRACE + "-" + SPAN + "-01")
            .traceparent(SpanIds.ofAttempt(JOB, 2));

    assertThat(TraceContext.parse(passed))
        .contains(new TraceContext(TRACE, SpanIds.ofAttempt(JOB, 2), true));
    assertThat(SpanIds.ofAttempt(JOB, 2))
        .isNotIn(SpanIds.ofAttempt(JOB, 1), SpanIds.ofJob(JOB), SpanIds.ofPart(JOB, 2, "run"));
  }
}
