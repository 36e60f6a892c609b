package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PendingSubmitsTest {

  private final PendingSubmits submits = new PendingSubmits();
  private final JobId job = JobId.next(Instant.now(), 0);

  @Test
  void aJobIsPendingUntilItsLastSubmitIsOver() {
    submits.begin(job);
    submits.begin(job);

    submits.end(job);
    assertThat(submits.has(job)).isTrue();
    submits.end(job);
    assertThat(submits.has(job)).isFalse();
  }

  @Test
  void anotherJobIsNotPending() {
    submits.begin(job);

    assertThat(submits.has(JobId.next(Instant.now(), 0))).isFalse();
  }

  @Test
  void settingsThatAreMadeFromOthersShareThem() {
    KafkaSettings settings =
        new KafkaSettings(Map.of("bootstrap.servers", "here:1"), new Topics("test"));

    settings.inContext("other").submits().begin(job);

    assertThat(settings.with(Signatures.none()).submits().has(job)).isTrue();
  }
}
