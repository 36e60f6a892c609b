package dev.handoff.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.order.Outcome;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EndTellerTest {

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
    Outcome told = EndTeller.tellable(new Outcome.Completed(JobResult.of(value)));

    assertThat(told).isInstanceOf(Outcome.Failed.class);
    assertThat(((Outcome.Failed) told).reason()).isEqualTo(Reason.OUTPUT_TOO_LARGE);
    assertThat(told.result()).isEqualTo(JobResult.NONE);
  }

  @Test
  void aLargeResultThatFitsIsToldAsItIs() {
    Outcome outcome = new Outcome.Completed(JobResult.of(new TextNode("x".repeat(200_000))));

    assertThat(EndTeller.tellable(outcome)).isSameAs(outcome);
  }
}
