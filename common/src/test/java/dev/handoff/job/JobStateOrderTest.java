package dev.handoff.job;

import static dev.handoff.job.SomeEvents.attemptEnded;
import static dev.handoff.job.SomeEvents.cancelRequested;
import static dev.handoff.job.SomeEvents.cancelled;
import static dev.handoff.job.SomeEvents.completed;
import static dev.handoff.job.SomeEvents.enqueued;
import static dev.handoff.job.SomeEvents.failed;
import static dev.handoff.job.SomeEvents.started;
import static dev.handoff.job.SomeEvents.submitted;
import static dev.handoff.job.SomeEvents.undeliverable;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every order of small sets of events. */
class JobStateOrderTest {

  static Stream<List<JobEvent>> sets() {
    return Stream.of(
        List.of(
            submitted(),
            started(1, "A"),
            started(1, "B"),
            cancelRequested(),
            completed(1, "A"),
            completed(1, "B"),
            attemptEnded(1, "A")),
        List.of(
            submitted(),
            started(1, "A"),
            attemptEnded(1, "A"),
            enqueued(2),
            started(2, "B"),
            failed(1, "A"),
            completed(2, "B")),
        List.of(
            started(1, "A"),
            cancelRequested(),
            cancelled(1, "A"),
            failed(1, "A"),
            undeliverable(1),
            undeliverable(2),
            attemptEnded(1, "A")),
        List.of(
            submitted(),
            submitted(),
            started(1, "A"),
            started(1, "A"),
            completed(1, "A"),
            completed(1, "A"),
            cancelRequested()));
  }

  @ParameterizedTest
  @MethodSource("sets")
  void noOrderHasTwoEndsOrAnIllegalStep(List<JobEvent> events) {
    int[] orders = {0};
    permute(
        new ArrayList<>(events),
        0,
        order -> {
          orders[0]++;
          assertLegal(order);
        });

    assertThat(orders[0]).isEqualTo(5040);
  }

  @ParameterizedTest
  @MethodSource("sets")
  void someOrderReachesEachEndThatTheSetHas(List<JobEvent> events) {
    Set<JobStatus> reached = EnumSet.noneOf(JobStatus.class);
    permute(new ArrayList<>(events), 0, order -> reached.add(SomeEvents.fold(order).status()));

    assertThat(reached).as("the test would prove little otherwise").hasSizeGreaterThan(1);
  }

  private static void assertLegal(List<JobEvent> order) {
    JobState state = JobState.UNKNOWN;
    for (JobEvent event : order) {
      JobState next = state.apply(event);
      if (next.status() != state.status()) {
        assertThat(state.status().successors())
            .as("%s by %s in %s", state.status(), event, order)
            .contains(next.status());
      }
      if (state.status().isTerminal()) {
        assertThat(next.end()).as("second end in %s", order).isSameAs(state.end());
        assertThat(next.attempts()).as("attempts after the end").isSameAs(state.attempts());
      }
      assertThat(next.end() != null).isEqualTo(next.status().isTerminal());
      state = next;
    }
  }

  private static void permute(List<JobEvent> events, int from, Consumer<List<JobEvent>> each) {
    if (from == events.size()) {
      each.accept(events);
      return;
    }
    for (int i = from; i < events.size(); i++) {
      java.util.Collections.swap(events, from, i);
      permute(events, from + 1, each);
      java.util.Collections.swap(events, from, i);
    }
  }
}
