package dev.handoff.job;

import static dev.handoff.job.SomeEvents.attemptEnded;
import static dev.handoff.job.SomeEvents.cancelRequested;
import static dev.handoff.job.SomeEvents.cancelled;
import static dev.handoff.job.SomeEvents.completed;
import static dev.handoff.job.SomeEvents.enqueued;
import static dev.handoff.job.SomeEvents.failed;
import static dev.handoff.job.SomeEvents.fold;
import static dev.handoff.job.SomeEvents.progressed;
import static dev.handoff.job.SomeEvents.started;
import static dev.handoff.job.SomeEvents.submitted;
import static dev.handoff.job.SomeEvents.undeliverable;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Random histories of jobs. A failure names the seed; {@code -Dhandoff.seed=N} runs that history
 * alone.
 */
class JobStateRandomTest {

  private static final int HISTORIES = 5_000;
  private static final String SEED = "handoff.seed";

  @Test
  void duplicatedLateAndForeignEventsNeverChangeTheEnd() {
    forEachSeed(
        random -> {
          List<JobEvent> history = history(random);
          JobState plain = fold(history);

          JobState noisy = fold(withNoise(history, random));

          assertThat(noisy.status()).isEqualTo(plain.status());
          assertThat(noisy.end()).isEqualTo(plain.end());
          assertThat(noisy.attempts()).isEqualTo(plain.attempts());
        });
  }

  @Test
  void noPrefixDisagreesWithTheEnd() {
    forEachSeed(
        random -> {
          List<JobEvent> chaos = chaos(random);
          JobState end = null;
          JobState state = JobState.UNKNOWN;
          for (JobEvent event : chaos) {
            state = state.apply(event);
            end = end == null && state.status().isTerminal() ? state : end;
            if (end != null) {
              assertThat(state.status()).isEqualTo(end.status());
              assertThat(state.end()).isSameAs(end.end());
              assertThat(state.attempts()).isEqualTo(end.attempts());
            }
          }
        });
  }

  @Test
  void aCutPrefixNeverTurnsOneEndIntoAnother() {
    forEachSeed(
        random -> {
          List<JobEvent> history = history(random);
          JobState whole = fold(history);
          int cut = random.nextInt(history.size());

          JobState late = fold(history.subList(cut, history.size()));

          boolean stopped = history.subList(cut, history.size()).contains(cancelRequested());
          if (whole.status().isTerminal() && late.status().isTerminal() && !stopped) {
            assertThat(late.status()).isEqualTo(whole.status());
          }
        });
  }

  @Test
  void theHistoriesReachEveryEnd() {
    Map<JobStatus, Integer> counts = new EnumMap<>(JobStatus.class);
    for (int seed = 0; seed < HISTORIES; seed++) {
      counts.merge(fold(history(new Random(seed))).status(), 1, Integer::sum);
    }

    assertThat(counts.keySet())
        .contains(JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELLED);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isGreaterThan(100));
  }

  private interface History {
    void run(Random random);
  }

  private static void forEachSeed(History one) {
    Long wanted = Long.getLong(SEED);
    long first = wanted == null ? 0 : wanted;
    long last = wanted == null ? HISTORIES : wanted + 1;
    for (long seed = first; seed < last; seed++) {
      try {
        one.run(new Random(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("failed with -D" + SEED + "=" + seed, e);
      }
    }
  }

  /** A job as workers and stewards that do everything right tell it. */
  private static List<JobEvent> history(Random random) {
    List<JobEvent> events = new ArrayList<>(List.of(submitted()));
    for (int attempt = 1; ; attempt++) {
      String lease = "L" + attempt;
      if (random.nextInt(8) == 0) {
        events.add(random.nextBoolean() ? cancelRequested() : undeliverable(attempt));
        return events;
      }
      events.add(started(attempt, lease));
      for (int percent = random.nextInt(3); percent > 0; percent--) {
        events.add(progressed(attempt, lease, percent));
      }
      if (attempt == 1 && random.nextInt(3) == 0) {
        java.util.Collections.swap(events, 0, 1); // a fast worker
      }
      if (random.nextInt(6) == 0) {
        events.add(cancelRequested());
        events.add(random.nextBoolean() ? cancelled(attempt, lease) : attemptEnded(attempt, lease));
        return events;
      }
      if (random.nextBoolean()) {
        events.add(random.nextBoolean() ? completed(attempt, lease) : failed(attempt, lease));
        return events;
      }
      events.add(attemptEnded(attempt, lease));
      events.add(enqueued(attempt + 1));
    }
  }

  /** Each noise stands after its original: duplicated, late, or of a lease that never counted. */
  private static List<JobEvent> withNoise(List<JobEvent> history, Random random) {
    List<JobEvent> noisy = new ArrayList<>(history);
    for (int i = random.nextInt(10); i >= 0; i--) {
      int original = random.nextInt(noisy.size());
      boolean isDuplicate = random.nextBoolean();
      JobEvent noise = isDuplicate ? noisy.get(original) : foreign(random);
      // A repeated request to cancel is heard where it stands: only behind the end is it late.
      boolean mustBeLast = noise instanceof JobEvent.CancelRequested;
      int from = mustBeLast ? noisy.size() : original + 1;
      noisy.add(from + random.nextInt(noisy.size() - from + 1), noise);
    }
    return noisy;
  }

  /** Of a claim that was void from the start; behind the first event, where it cannot be first. */
  private static JobEvent foreign(Random random) {
    int attempt = 1 + random.nextInt(4);
    List<JobEvent> all =
        List.of(
            completed(attempt, "foreign"),
            failed(attempt, "foreign"),
            cancelled(attempt, "foreign"),
            attemptEnded(attempt, "foreign"),
            progressed(attempt, "foreign", 9),
            completed(attempt, null),
            started(99, "foreign"),
            enqueued(99),
            undeliverable(99));
    return all.get(random.nextInt(all.size()));
  }

  private static List<JobEvent> chaos(Random random) {
    List<JobEvent> events = new ArrayList<>();
    for (int i = 0; i < 25; i++) {
      String lease =
          random.nextInt(5) == 0 ? null : String.valueOf((char) ('A' + random.nextInt(3)));
      List<JobEvent> kinds = SomeEvents.ofEveryKind(1 + random.nextInt(3), lease);
      events.add(kinds.get(random.nextInt(kinds.size())));
    }
    return events;
  }
}
