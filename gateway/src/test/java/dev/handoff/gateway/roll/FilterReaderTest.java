package dev.handoff.gateway.roll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.job.JobStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FilterReaderTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static Filter read(Map<String, List<String>> parameters) {
    return new FilterReader(NOW).read(parameters, Set.of("limit"));
  }

  @Test
  void withoutParametersAllAreMeant() {
    assertThat(read(Map.of())).isEqualTo(Filter.ALL);
    assertThat(read(Map.of("limit", List.of("7")))).isEqualTo(Filter.ALL);
  }

  @Test
  void eachParameterIsRead() {
    assertThat(
            read(
                Map.of(
                    "state", List.of("failed,live", "cancelled"),
                    "lane", List.of("quick,gpu"),
                    "submitter", List.of("ann"),
                    "template", List.of("migration"),
                    "text", List.of("a, b"),
                    "since", List.of("2h"))))
        .isEqualTo(
            new Filter(
                Set.of(JobStatus.FAILED, JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.CANCELLED),
                Set.of("quick", "gpu"),
                Set.of("ann"),
                Set.of("migration"),
                "a, b",
                NOW.minusSeconds(7200)));
    assertThat(read(Map.of("since", List.of("2026-01-01T00:00:00Z"))).since())
        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
  }

  @Test
  void whatIsWrongIsRefusedWithTheRule() {
    assertThatThrownBy(() -> read(Map.of("stat", List.of("failed"))))
        .hasMessage("there is no parameter stat");
    assertThatThrownBy(() -> read(Map.of("state", List.of("ended,broken"))))
        .hasMessageStartingWith("state must be queued");
    assertThatThrownBy(() -> read(Map.of("lane", List.of("quick,,gpu"))))
        .hasMessage("lane must have a value");
    assertThatThrownBy(() -> read(Map.of("since", List.of("-1h")))).hasMessageContaining("since");
    assertThatThrownBy(() -> read(Map.of("since", List.of("2026T")))).hasMessageContaining("since");
    assertThatThrownBy(() -> read(Map.of("text", List.of("a", "b")))).hasMessageContaining("text");
    assertThatThrownBy(() -> read(Map.of("text", List.of("x".repeat(501)))))
        .hasMessageContaining("text");
  }
}
