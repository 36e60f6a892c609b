package dev.handoff.log.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.handoff.log.EmptyPlace;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.ClusterSetup.Outcome;
import dev.handoff.log.setup.ClusterSetup.Result;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
class ClusterSetupBrokerTest {

  private static final Set<String> LANES = Set.of("quick");

  private final EmptyPlace place;
  private final Topics topics;
  private final ClusterSetup setup;

  ClusterSetupBrokerTest(TestBroker broker) {
    place = EmptyPlace.on(broker);
    topics = place.topics();
    setup = new ClusterSetup(place.admin(), topics, EmptyPlace.WANTED);
  }

  @AfterEach
  void close() {
    place.close();
  }

  @Test
  void makesMendsAndTellsWhatItCannotMend() throws Exception {
    place.create(topics.keys(), 3, Map.of("retention.ms", "1000"));
    place.create(topics.status(), 2, Map.of());

    List<Result> results = setup.mend(LANES);

    assertThat(outcomes(results, topics.tasks("quick"))).containsExactly(Outcome.MADE);
    assertThat(outcomes(results, "group " + topics.laneGroup("quick")))
        .containsExactly(Outcome.MENDED);
    assertThat(outcomes(results, topics.keys())).containsOnly(Outcome.MENDED);
    assertThat(outcomes(results, topics.status())).contains(Outcome.CANNOT, Outcome.MENDED);
    assertThat(setup.plan(LANES))
        .filteredOn(step -> step.kind() != SetupStep.Kind.RIGHT)
        .containsExactly(
            new SetupStep(SetupStep.Kind.CANNOT, topics.status(), "partitions", "at least 3", "2"));
  }

  @Test
  void aPlanDoesNothingAndASecondRunFindsAllRight() throws Exception {
    assertThat(setup.plan(LANES)).filteredOn(step -> step.kind() == SetupStep.Kind.MAKE).hasSize(8);
    assertThat(new ClusterSurvey(place.admin()).lanes(topics)).isEmpty();
    setup.mend(LANES);

    assertThat(setup.mend(LANES)).extracting(Result::outcome).containsOnly(Outcome.RIGHT);
    assertThat(new ClusterSurvey(place.admin()).lanes(topics)).containsExactly("quick");
    assertThatNoException()
        .isThrownBy(() -> new TopicSetup(place.admin(), topics, EmptyPlace.WANTED).ensure(LANES));
  }

  private static List<Outcome> outcomes(List<Result> results, String subject) {
    return results.stream()
        .filter(result -> result.step().subject().equals(subject))
        .map(Result::outcome)
        .toList();
  }
}
