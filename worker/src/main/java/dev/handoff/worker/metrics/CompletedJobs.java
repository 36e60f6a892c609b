package dev.handoff.worker.metrics;

import dev.handoff.log.status.HeaderFold;
import dev.handoff.log.status.UnreadEvent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds the jobs that were submitted and completed within some events, by headers alone. Pure. Used
 * by one thread.
 */
final class CompletedJobs {

  /** How such a job was submitted and completed. */
  record Life(String lane, String lease) {}

  private final HeaderFold fold = new HeaderFold();
  private @Nullable String lane;
  private boolean isLeftOut;

  private CompletedJobs() {}

  /**
   * By job, in no order.
   *
   * @param mayCount of an event; a job with an event of which it is false is left out
   */
  static Map<String, Life> among(List<UnreadEvent> events, Predicate<UnreadEvent> mayCount) {
    Map<String, CompletedJobs> all = new HashMap<>();
    for (UnreadEvent event : events) {
      all.computeIfAbsent(event.job(), job -> new CompletedJobs()).add(event, mayCount);
    }
    Map<String, Life> lives = new HashMap<>();
    all.forEach((job, found) -> found.addTo(lives, job));
    return lives;
  }

  private void add(UnreadEvent event, Predicate<UnreadEvent> mayCount) {
    isLeftOut |= !mayCount.test(event);
    fold.apply(event);
    lane = lane == null ? event.lane() : lane;
  }

  private void addTo(Map<String, Life> lives, String job) {
    String lease = fold.lease();
    if (lease != null && lane != null && !isLeftOut) {
      lives.put(job, new Life(lane, lease));
    }
  }
}
