package dev.handoff.worker.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RefusedAccessTest {

  private final RefusedAccess refusal = new RefusedAccess();

  @Test
  void oneThatIsOverIsToldOnce() {
    refusal.note("it may not read");
    refusal.note(null);

    assertThat(refusal.tell()).isEqualTo("it may not read");
    assertThat(refusal.tell()).isNull();
  }

  @Test
  void oneThatLastsIsToldEachTimeAndNotOnceMoreWhenItIsOver() {
    refusal.note("it may not read");

    assertThat(refusal.tell()).isEqualTo("it may not read");
    assertThat(refusal.tell()).isEqualTo("it may not read");
    refusal.note(null);
    assertThat(refusal.tell()).isNull();
  }

  @Test
  void whatWasRefusedBeforeIsToldToWhoeverNotes() {
    assertThat(refusal.note("it may not read")).isNull();
    assertThat(refusal.note("it may not write")).isEqualTo("it may not read");
    assertThat(refusal.note(null)).isEqualTo("it may not write");
  }
}
