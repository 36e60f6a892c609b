package dev.handoff.worker.lane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class IntakeProgressTest {

  @Test
  void threeLooksInARowWithWaitingRecordsFreeSlotsAndNothingTakenAreDeafness() {
    IntakeProgress progress =
        IntakeProgress.FRESH.look(5, 1, 7).look(5, 1, 7).look(5, 1, 7).look(5, 1, 7);

    assertThat(progress.isStalled()).isTrue();
  }

  @Test
  void theFirstLookSaysNothingSinceNothingIsKnownBefore() {
    assertThat(IntakeProgress.FRESH.look(5, 1, 0).silentLooks()).isZero();
  }

  @Test
  void aRecordTakenInBetweenIsProgress() {
    IntakeProgress progress =
        IntakeProgress.FRESH.look(5, 1, 7).look(5, 1, 7).look(5, 1, 8).look(5, 1, 8);

    assertThat(progress.isStalled()).isFalse();
  }

  @Test
  void aFullWorkerIsNotDeaf() {
    IntakeProgress progress =
        IntakeProgress.FRESH.look(5, 0, 7).look(5, 0, 7).look(5, 0, 7).look(5, 0, 7);

    assertThat(progress.isStalled()).isFalse();
  }

  @Test
  void anEmptyLaneIsNotDeafness() {
    IntakeProgress progress =
        IntakeProgress.FRESH.look(0, 2, 7).look(0, 2, 7).look(0, 2, 7).look(0, 2, 7);

    assertThat(progress.isStalled()).isFalse();
  }
}
