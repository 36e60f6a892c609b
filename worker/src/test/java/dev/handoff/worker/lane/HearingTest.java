package dev.handoff.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HearingTest {

  @Test
  void threeLooksInARowWithWaitingRecordsFreeSlotsAndNothingTakenAreDeafness() {
    Hearing hearing = Hearing.FRESH.look(5, 1, 7).look(5, 1, 7).look(5, 1, 7).look(5, 1, 7);

    assertThat(hearing.isDeaf()).isTrue();
  }

  @Test
  void theFirstLookSaysNothingSinceNothingIsKnownBefore() {
    assertThat(Hearing.FRESH.look(5, 1, 0).silentLooks()).isZero();
  }

  @Test
  void aRecordTakenInBetweenIsProgress() {
    Hearing hearing = Hearing.FRESH.look(5, 1, 7).look(5, 1, 7).look(5, 1, 8).look(5, 1, 8);

    assertThat(hearing.isDeaf()).isFalse();
  }

  @Test
  void aFullWorkerIsNotDeaf() {
    Hearing hearing = Hearing.FRESH.look(5, 0, 7).look(5, 0, 7).look(5, 0, 7).look(5, 0, 7);

    assertThat(hearing.isDeaf()).isFalse();
  }

  @Test
  void anEmptyLaneIsNotDeafness() {
    Hearing hearing = Hearing.FRESH.look(0, 2, 7).look(0, 2, 7).look(0, 2, 7).look(0, 2, 7);

    assertThat(hearing.isDeaf()).isFalse();
  }
}
