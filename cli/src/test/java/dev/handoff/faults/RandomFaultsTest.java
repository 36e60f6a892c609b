package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.AttemptState;
import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import dev.handoff.testkit.ProcessRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Short jobs under faults that a seed chooses, real processes throughout. {@code
 * -Dfaults.minutes=30} for longer, {@code -Dfaults.seed=N} for the same choices again (their timing
 * is the machine's), {@code -Dfaults.keep=true} to keep all of a good run too. What a failed run
 * leaves is kept in {@code target/faults-SEED}.
 */
class RandomFaultsTest {

  private static final String MINUTES = System.getProperty("faults.minutes");
  private static final Duration LENGTH =
      MINUTES == null ? Duration.ofSeconds(60) : Duration.ofMinutes(Long.parseLong(MINUTES));
  private static final int JOBS = MINUTES == null ? 200 : 200 * Integer.parseInt(MINUTES);
  private static final long SEED =
      Long.getLong("faults.seed", Math.abs(System.nanoTime() % 1_000_000_000));

  /** A restart that took longer is told with its times. */
  private static final Duration REMARKABLE = Duration.ofSeconds(8);

  private final Path folder = Path.of("target", "faults-" + SEED).toAbsolutePath();

  @Test
  void noJobIsLostAndNoneEndsTwiceWhateverDies() throws Exception {
    System.out.println("seed " + SEED + ", " + LENGTH);
    Files.createDirectories(folder);
    try (BrokerProcess broker = BrokerProcess.in(folder.resolve("broker"));
        Installation handoff = new Installation(broker, "random", folder)) {
      RandomFaults faults = new RandomFaults(broker, handoff, new Random(SEED));
      faults.startAll();
      try {
        faults.run(JOBS, LENGTH);
        faults.heal();
        History history = handoff.settle();
        report(history, faults);
        List<String> violations = Checker.violations(history);
        Files.write(folder.resolve("violations"), violations);
        assertThat(violations).as("seed %d; all is kept in %s", SEED, folder).isEmpty();
        assertThat(history.accepted()).as("jobs that were done").hasSizeGreaterThan(JOBS / 10);
      } finally {
        handoff.keepLogs();
      }
    }
    if (Boolean.getBoolean("faults.keep")) {
      return;
    }
    ProcessRun.run(new ProcessBuilder("rm", "-rf", folder.toString()), Duration.ofSeconds(30));
  }

  private static void report(History history, RandomFaults faults) {
    int attempts = 0;
    for (Folded job : Folded.byJob(history.events()).values()) {
      attempts += job.state().attempts().size();
    }
    System.out.printf(
        "%d jobs accepted, %d submits unanswered, %d attempts, faults %s, longest from a lost"
            + " worker's death to the restart of its job: %s%n",
        history.accepted().size(),
        faults.unanswered(),
        attempts,
        faults.counts(),
        longestRestart(history, faults));
  }

  private static Optional<Duration> longestRestart(History history, RandomFaults faults) {
    return Folded.byJob(history.events()).values().stream()
        .map(Folded::state)
        .flatMap(state -> state.attempts().stream().map(attempt -> restart(state, attempt, faults)))
        .flatMap(Optional::stream)
        .max(Duration::compareTo);
  }

  private static Optional<Duration> restart(
      JobState state, AttemptState lost, RandomFaults faults) {
    if (lost.reason() != Reason.WORKER_LOST || lost.number() == state.attempts().size()) {
      return Optional.empty();
    }
    AttemptState next = state.attempts().get(lost.number());
    return faults
        .lastDeath(lost.worker(), next.startedAt())
        .filter(death -> death.isAfter(lost.startedAt()))
        .map(
            death -> {
              Duration took = Duration.between(death, next.startedAt());
              if (took.compareTo(REMARKABLE) > 0) {
                System.out.println(took + " from " + death + " on: " + lost + ", " + next);
              }
              return took;
            });
  }
}
