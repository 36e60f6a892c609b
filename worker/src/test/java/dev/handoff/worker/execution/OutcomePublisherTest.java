package dev.handoff.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OutcomePublisherTest {

  static Stream<JsonNode> untellable() {
    return Stream.of(
        new TextNode("x".repeat(2_000_000)),
        new TextNode("x".repeat(300_000)), // longer than a reader takes one text to be
        JsonNodeFactory.instance
            .arrayNode()
            .addAll(Stream.generate(() -> new TextNode("x".repeat(1000))).limit(900).toList()));
  }

  @ParameterizedTest
  @MethodSource("untellable")
  void aResultThatNoEventHoldsFailsTheJob(JsonNode value) {
    AttemptOutcome told =
        OutcomePublisher.fitting(new AttemptOutcome.Completed(JobResult.of(value)));

    assertThat(told).isInstanceOf(AttemptOutcome.Failed.class);
    assertThat(((AttemptOutcome.Failed) told).reason()).isEqualTo(Reason.OUTPUT_TOO_LARGE);
    assertThat(told.result()).isEqualTo(JobResult.NONE);
  }

  @Test
  void aLargeResultThatFitsIsToldAsItIs() {
    AttemptOutcome outcome =
        new AttemptOutcome.Completed(JobResult.of(new TextNode("x".repeat(200_000))));

    assertThat(OutcomePublisher.fitting(outcome)).isSameAs(outcome);
  }
}
