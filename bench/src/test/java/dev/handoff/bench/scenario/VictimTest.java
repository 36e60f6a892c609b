package dev.handoff.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VictimTest {

  private static final Set<String> LIVING = Set.of("one", "two", "three");
  private static final Map<Integer, String> SEATS = Map.of(0, "two", 1, "three");

  @ParameterizedTest
  @EnumSource
  void whoIsChosenIsWhatTheDeathComesTo(Victim struck) {
    assertThat(Victim.of(struck.among(LIVING, SEATS), SEATS)).isEqualTo(struck);
  }

  @Test
  void aWorkerThatGotASeatMeanwhileDiesAsASteward() {
    List<String> chosen = Victim.NO_STEWARD.among(LIVING, SEATS);

    assertThat(Victim.of(chosen, Map.of(0, "two", 1, "one"))).isEqualTo(Victim.SECOND);
  }
}
