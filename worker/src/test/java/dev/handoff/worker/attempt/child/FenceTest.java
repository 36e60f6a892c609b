package dev.handoff.worker.attempt.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.worker.attempt.child.StopSignal.Why;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FenceTest {

  private static final Optional<Duration> SOME_TIME = Optional.of(Duration.ofSeconds(8));

  private final StopSignal stop = new StopSignal();

  @Test
  void anAttemptWithALeaseMayStartProcesses() {
    assertThat(Fence.beforeStart(stop, SOME_TIME)).isEmpty();
  }

  @Test
  void anAttemptWithoutALeaseStartsNothingAndIsStopped() {
    assertThat(Fence.beforeStart(stop, Optional.empty())).contains(Why.LEASE_LOST);
    assertThat(stop.why()).contains(Why.LEASE_LOST);
  }

  @ParameterizedTest
  @EnumSource
  void anAttemptThatIsStoppedWhileItAsksStartsNothing(Why why) {
    stop.raise(why);

    assertThat(Fence.beforeStart(stop, SOME_TIME)).contains(why);
  }

  @Test
  void anAttemptWithALeaseMayPublish() {
    assertThat(Fence.beforePublish(stop, true)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"WORKER_STOPPING", "CANCELLED"})
  void anAttemptThatIsStoppedWithGracePublishesWhatThereIs(Why why) {
    stop.raise(why);

    assertThat(Fence.beforePublish(stop, true)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"ABANDONED", "LEASE_LOST"})
  void anAttemptThatIsStoppedAtOncePublishesNothing(Why why) {
    stop.raise(why);

    assertThat(Fence.beforePublish(stop, true)).contains(why);
  }

  @ParameterizedTest
  @EnumSource(names = {"WORKER_STOPPING", "CANCELLED"})
  void anAttemptWithoutALeasePublishesNothingHoweverItWasStopped(Why why) {
    stop.raise(why);

    assertThat(Fence.beforePublish(stop, false)).contains(Why.LEASE_LOST);
  }
}
