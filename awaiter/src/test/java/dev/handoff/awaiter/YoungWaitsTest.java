package dev.handoff.awaiter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Its time is that of the test. */
class YoungWaitsTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private long now = -123_456_789; // a monotonic clock may begin anywhere
  private final Queue<Timed> timers = new PriorityQueue<>();
  private final List<Wait> asked = new ArrayList<>();
  private final YoungWaits young =
      new YoungWaits(
          () -> now, nanos -> task -> timers.add(new Timed(now + nanos, task)), asked::add);

  private record Timed(long at, Runnable task) implements Comparable<Timed> {
    @Override
    public int compareTo(Timed other) {
      return Long.compare(at, other.at);
    }
  }

  @Test
  void aWaitIsAskedAboutAfterThirtySecondsAndBeforeThirtyTwo() {
    Wait wait = newWait();
    young.add(wait, Awaiter.YOUNG);

    pass(Duration.ofSeconds(30));
    assertThat(asked).isEmpty();
    pass(Duration.ofSeconds(2));

    assertThat(asked).containsExactly(wait);
  }

  @Test
  void manyWaitsShareATimerForEachSecond() {
    for (int i = 0; i < 1_000; i++) {
      young.add(newWait(), Awaiter.YOUNG);
      now += SECOND / 100;
    }

    assertThat(timers).hasSizeBetween(10, 11);
    pass(Duration.ofSeconds(32));
    assertThat(asked).hasSize(1_000);
  }

  @Test
  void aWaitThatHasLeftIsNotAskedAbout() {
    Wait gone = newWait();
    Wait stays = newWait();
    young.add(gone, Awaiter.YOUNG).remove(gone);
    young.add(stays, Awaiter.YOUNG);

    pass(Duration.ofSeconds(32));

    assertThat(asked).containsExactly(stays);
  }

  @Test
  void aWaitThatComesWhileItsGroupIsAskedAboutIsAskedAboutToo() {
    Wait first = newWait();
    young.add(first, Duration.ofMillis(1));
    long before = now;
    pass(Duration.ofSeconds(2));
    now = before; // the thread that adds has stood still since it read the time

    Wait late = newWait();
    young.add(late, Duration.ofMillis(1));
    pass(Duration.ofSeconds(2));

    assertThat(asked).containsExactly(first, late);
  }

  private void pass(Duration time) {
    now += time.toNanos();
    while (!timers.isEmpty() && timers.peek().at() <= now) {
      timers.remove().task().run();
    }
  }

  private static Wait newWait() {
    return new Wait(
        JobId.next(Instant.now(), 0),
        (event, after, counted) -> {},
        job -> new UnknownJobException(job, "here"));
  }
}
