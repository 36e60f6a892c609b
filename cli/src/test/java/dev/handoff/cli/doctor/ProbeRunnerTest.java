package dev.handoff.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.handoff.cli.doctor.check.Check;
import dev.handoff.cli.doctor.check.Diagnosis;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ProbeRunnerTest {

  private static final Check GOOD = () -> List.of(Diagnosis.ok("good", "seen"));

  @Test
  void aLookThatHangsOrBreaksHoldsUpNoOther() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Probe hangs =
        Probe.one(
            "hangs",
            () -> {
              never.await();
              return GOOD;
            });
    Probe breaks =
        Probe.one(
            "breaks",
            () -> {
              throw new IllegalStateException("it broke");
            });

    List<Check> checks;
    try (ProbeRunner looks = new ProbeRunner()) {
      checks =
          looks.within(
              Duration.ofMillis(500), List.of(hangs, breaks, Probe.one("good", () -> GOOD)));
    }

    assertThat(checks.stream().flatMap(check -> check.findings().stream()))
        .extracting(Diagnosis::check, Diagnosis::level)
        .containsExactly(
            tuple("hangs", Diagnosis.Level.UNKNOWN),
            tuple("breaks", Diagnosis.Level.UNKNOWN),
            tuple("good", Diagnosis.Level.OK));
  }
}
