package dev.handoff.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.AttemptState;
import dev.handoff.job.JobState;
import dev.handoff.job.Reason;
import dev.handoff.testkit.ProcessRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Short jobs under faults that a seed chooses, real processes throughout. {@code
 * -Dfaults.minutes=30} for longer, {@code -Dfaults.seed=N} for other choices (their timing is the
 * machine's), {@code -Dfaults.keep=true} to keep all of a good run too. What a failed run leaves is
 * kept in {@code target/faults-SEED-LENGTH}.
 */
@Order(1)
class RandomFaultsTest {

  private static final int MINUTES = Integer.getInteger("faults.minutes", 1);
  private static final int JOBS_A_MINUTE = 200;

  /** The one of every build once showed a lane that stood still for a minute. */
  private static final long SEED = Long.getLong("faults.seed", 213_045_757);

  /** The lapse and two seconds, as promised for a worker that dies while all else lives. */
  private static final Duration PROMISED = Duration.ofSeconds(4);

  @Test
  void noJobIsLostAndNoneEndsTwiceInAShortMixOfFaults() throws Exception {
    assertSound(Duration.ofSeconds(12));
  }

  @Test
  @Tag("faults")
  void noJobIsLostAndNoneEndsTwiceWhateverDies() throws Exception {
    assertSound(Duration.ofMinutes(MINUTES));
  }

  private static void assertSound(Duration length) throws Exception {
    System.out.println("seed " + SEED + ", " + length);
    int jobs = (int) (JOBS_A_MINUTE * length.toSeconds() / 60);
    Path folder = Path.of("target", "faults-" + SEED + "-" + length).toAbsolutePath();
    remove(folder); // what an earlier run left that failed
    Files.createDirectories(folder);
    try (BrokerProcess broker = BrokerProcess.in(folder.resolve("broker"));
        Installation handoff = new Installation(broker, "random", folder)) {
      RandomFaults faults = new RandomFaults(broker, handoff, new Random(SEED));
      faults.startAll();
      try {
        faults.run(jobs, length);
        faults.heal();
        History history = handoff.settle();
        report(history, faults);
        List<String> violations = Checker.violations(history);
        Files.write(folder.resolve("violations"), violations);
        assertThat(violations).as("seed %d; all is kept in %s", SEED, folder).isEmpty();
        assertThat(history.accepted()).as("jobs that were done").hasSizeGreaterThan(jobs / 10);
      } finally {
        handoff.keepLogs();
      }
    }
    if (Boolean.getBoolean("faults.keep")) {
      return;
    }
    remove(folder);
  }

  private static void remove(Path folder) {
    ProcessRun.run(new ProcessBuilder("rm", "-rf", folder.toString()), Duration.ofSeconds(30));
  }

  private static void report(History history, RandomFaults faults) {
    int attempts = 0;
    for (Folded job : Folded.byJob(history.events()).values()) {
      attempts += job.state().attempts().size();
    }
    List<Duration> restarts = restarts(history, faults);
    System.out.printf(
        "%d jobs accepted, %d submits unanswered, %d attempts, faults %s%n",
        history.accepted().size(), faults.unanswered(), attempts, faults.counts());
    if (!restarts.isEmpty()) {
      System.out.printf(
          "%d restarts after a worker was struck; from the blow to the restart: median %s,"
              + " longest %s, within %s: %d%n",
          restarts.size(),
          restarts.get(restarts.size() / 2),
          restarts.get(restarts.size() - 1),
          PROMISED,
          restarts.stream().filter(took -> took.compareTo(PROMISED) <= 0).count());
    }
  }

  /** Shortest first. */
  private static List<Duration> restarts(History history, RandomFaults faults) {
    return Folded.byJob(history.events()).values().stream()
        .map(Folded::state)
        .flatMap(state -> state.attempts().stream().map(attempt -> restart(state, attempt, faults)))
        .flatMap(Optional::stream)
        .sorted()
        .toList();
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
        .map(death -> took(death, lost, next, faults));
  }

  /** A late one is told with all that was struck meanwhile. */
  private static Duration took(
      Instant death, AttemptState lost, AttemptState next, RandomFaults faults) {
    Duration took = Duration.between(death, next.startedAt());
    if (took.compareTo(PROMISED) > 0) {
      System.out.printf(
          "%s from %s (%s) to %s; struck around it: %s%n",
          took,
          death,
          lost.worker(),
          next.startedAt(),
          faults.struck(death.minusSeconds(10), next.startedAt()));
    }
    return took;
  }
}
