package dev.handoff.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handoff.job.JobId;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopicsTest {

  @Test
  void namesEveryTopicAndGroup() {
    Topics topics = Topics.DEFAULT;

    assertThat(topics.tasks("standard")).isEqualTo("handoff.tasks.standard");
    assertThat(topics.laneGroup("standard")).isEqualTo("handoff.standard");
    assertThat(
            List.of(
                topics.status(),
                topics.artifacts(),
                topics.workers(),
                topics.control(),
                topics.keys(),
                topics.seats(),
                topics.dead()))
        .containsExactly(
            "handoff.status",
            "handoff.artifacts",
            "handoff.workers",
            "handoff.control",
            "handoff.keys",
            "handoff.seats",
            "handoff.dead");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "team-a", "gpu", "7", "a-1-b"})
  void acceptsLanes(String lane) {
    assertThat(Topics.checkedLane(lane)).isEqualTo(lane);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "A", "a.b", "a_b", "a b", "ä", "a/b", "a\n"})
  void refusesWhatIsNoLane(String lane) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Topics.DEFAULT.tasks(lane))
        .withMessageStartingWith("lane must match")
        .withMessageEndingWith("got: " + lane);
    assertThatIllegalArgumentException().isThrownBy(() -> Topics.DEFAULT.laneGroup(lane));
  }

  @Test
  void refusesALaneThatIsTooLong() {
    assertThat(Topics.checkedLane("a".repeat(64))).hasSize(64);
    assertThatIllegalArgumentException().isThrownBy(() -> Topics.checkedLane("a".repeat(65)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".a", "-a", "a b", "ä", "a:b"})
  void refusesWhatIsNoPrefix(String prefix) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Topics(prefix))
        .withMessageStartingWith("topic prefix must match");
  }

  @Test
  void putsAJobsChunksWhereItsEventsAreAsFarAsThereArePartitions() {
    JobId job = JobId.next(Instant.EPOCH, 21);

    assertThat(Topics.partitionOf(job, 32)).isEqualTo(21);
    assertThat(Topics.partitionOf(job, 16)).isEqualTo(5);
  }
}
