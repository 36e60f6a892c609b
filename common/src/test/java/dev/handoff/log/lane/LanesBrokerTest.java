package dev.handoff.log.lane;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import dev.handoff.job.SomeEvents;
import dev.handoff.log.Installation;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class LanesBrokerTest {

  private final KafkaSettings settings;

  LanesBrokerTest(TestBroker broker) {
    settings = Installation.setUp(broker, "there");
  }

  private static CompletableFuture<Long> append(Lanes lanes, String lane) {
    JobId job = JobId.next(Instant.now(), 0);
    return lanes.append(lane, LaneRecord.first(job, SomeEvents.BRIEF));
  }

  /** Each of them is waited for, for half a minute, in case that it is only not known yet. */
  @Test
  void aLaneThatExistsWaitsForNoneThatDoesNot() {
    try (RecordWriter writer = new RecordWriter(settings)) {
      Lanes lanes = new Lanes(settings, writer);
      lanes.prepare("there");
      CompletableFuture<Long> missing = append(lanes, "missing");
      for (int i = 0; i < 20; i++) {
        append(lanes, "missing-" + i);
      }

      CompletableFuture<Long> appended = append(lanes, "there");

      assertThat(appended).succeedsWithin(Duration.ofSeconds(60));
      assertThat(missing).isNotDone();
    }
  }
}
