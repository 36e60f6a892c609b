package dev.handoff.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.handoff.cli.doctor.check.Check;
import dev.handoff.cli.doctor.check.Finding;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LooksTest {

  private static final Check GOOD = () -> List.of(Finding.ok("good", "seen"));

  @Test
  void aLookThatHangsOrBreaksHoldsUpNoOther() throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    Look hangs =
        Look.one(
            "hangs",
            () -> {
              never.await();
              return GOOD;
            });
    Look breaks =
        Look.one(
            "breaks",
            () -> {
              throw new IllegalStateException("it broke");
            });

    List<Check> checks;
    try (Looks looks = new Looks()) {
      checks =
          looks.within(
              Duration.ofMillis(500), List.of(hangs, breaks, Look.one("good", () -> GOOD)));
    }

    assertThat(checks.stream().flatMap(check -> check.findings().stream()))
        .extracting(Finding::check, Finding::level)
        .containsExactly(
            tuple("hangs", Finding.Level.UNKNOWN),
            tuple("breaks", Finding.Level.UNKNOWN),
            tuple("good", Finding.Level.OK));
  }
}
