package dev.handoff.cli.await;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PendingInterruptTest {

  private final List<String> interrupted = new ArrayList<>();
  private final PendingInterrupt<String> interrupt = new PendingInterrupt<>(interrupted::add);

  @Test
  void waitsUntilItIsKnownWhatItIsAbout() {
    assertThat(interrupt.interrupt()).isFalse();
    assertThat(interrupted).isEmpty();

    interrupt.isAbout("job");

    assertThat(interrupted).containsExactly("job");
  }

  @Test
  void isActedOnAtOnceWhenThatIsKnown() {
    interrupt.isAbout("job");
    assertThat(interrupted).isEmpty();

    assertThat(interrupt.interrupt()).isTrue();

    assertThat(interrupted).containsExactly("job");
  }
}
