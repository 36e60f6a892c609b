package dev.handoff.worker.attempt.disk;

import dev.handoff.worker.attempt.disk.Overuse.Growth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches one supply of a disk and ends the attempt that uses it up. Used by one thread. */
final class SupplyWatch {

  private static final Logger LOG = LoggerFactory.getLogger(SupplyWatch.class);

  private static final Duration UNKNOWN = Duration.ofSeconds(1);
  // A fast job goes on during this time.
  private static final Duration MARK_WITHIN = Duration.ofMillis(500);
  private static final Duration END_WITHIN = Duration.ofSeconds(3);
  private static final Duration OTHERS = Duration.ofMillis(250);
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final int REST = 20;

  private final Supply supply;

  // The state when the disk came near its end; null while it is not near.
  private @Nullable Mark mark;
  private boolean isToldOfOthers;

  // What was free when the disk was last not near its end; -1: it was never near.
  private long farFree = -1;

  /**
   * @param used by each attempt in its folder; attempts without one are missing
   * @param hidden what each attempt uses elsewhere
   */
  private record Mark(long free, Map<String, Long> used, Map<String, Long> hidden) {

    private Mark {
      used = Map.copyOf(used);
      hidden = Map.copyOf(hidden);
    }

    static Mark before(long free) {
      return new Mark(free, Map.of(), Map.of());
    }

    long used(String attempt) {
      return used.getOrDefault(attempt, 0L);
    }

    long hidden(String attempt) {
      return hidden.getOrDefault(attempt, 0L);
    }
  }

  SupplyWatch(Supply supply) {
    this.supply = supply;
  }

  /** Forgets the past, since nothing was measured for a while. */
  void begin() {
    mark = null;
    farFree = -1;
    isToldOfOthers = false;
  }

  /** Whether less is left than running jobs must leave. Called by any thread. */
  boolean isShort() throws InterruptedException {
    return supply.stock().filter(now -> now.free() < now.margins().reserve()).isPresent();
  }

  /**
   * Measures once.
   *
   * @param attempts in the order in which they started
   * @return how long to wait until the next measurement
   */
  Duration look(List<DiskGuard.Guarded> attempts) throws InterruptedException {
    Optional<Supply.Stock> stock = supply.stock();
    if (stock.isEmpty()) {
      return UNKNOWN;
    }
    RoomMargins margins = stock.get().margins();
    long free = stock.get().free();
    if (free >= margins.near()) {
      mark = null;
      farFree = free;
      isToldOfOthers = false;
      return margins.pause(free);
    }
    if (mark == null) {
      mark = mark(free, attempts);
    }
    // An attempt that is being ended frees its room soon; another is ended only if more is lost.
    if (free >= margins.reserve() >> ending(attempts)) {
      return margins.pause(free);
    }
    long begin = System.nanoTime();
    if (end(free, margins, attempts)) {
      return margins.pause(free);
    }
    tellOfOthers(free, margins, attempts);
    return pauseAfter(Duration.ofNanos(System.nanoTime() - begin));
  }

  /** Others may fill the disk for hours, so checking it again and again must be cheap. */
  private static Duration pauseAfter(Duration measuring) {
    Duration pause = measuring.multipliedBy(REST);
    return pause.compareTo(OTHERS) < 0 ? OTHERS : pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
  }

  /** Measures now; if there is no time left to find who takes more, returns the previous state. */
  private Mark mark(long free, List<DiskGuard.Guarded> attempts) throws InterruptedException {
    if (farFree >= 0 && isShort()) {
      return Mark.before(farFree);
    }
    Map<String, Long> used = supply.used(attempts, MARK_WITHIN);
    Map<String, Long> hidden = supply.hidden(attempts);
    // Jobs go on while they are measured: only later losses can be compared with this state.
    long left = supply.stock().map(Supply.Stock::free).orElse(free);
    return farFree >= 0 && isShort() ? Mark.before(farFree) : new Mark(left, used, hidden);
  }

  /** Only while the disk is near its end. */
  private Mark mark() {
    return Objects.requireNonNull(mark, "the disk is not near its end");
  }

  private static long ending(List<DiskGuard.Guarded> attempts) {
    return Math.min(attempts.stream().filter(DiskGuard.Guarded::isEnding).count(), Long.SIZE - 2);
  }

  /** False: no attempt is to blame. */
  private boolean end(long free, RoomMargins margins, List<DiskGuard.Guarded> attempts)
      throws InterruptedException {
    List<Growth> growths = growths(attempts, Map.of());
    Optional<Growth> most = most(free, margins, attempts, growths);
    if (most.isEmpty()) {
      growths = growths(attempts, supply.hidden(attempts));
      most = most(free, margins, attempts, growths);
    }
    if (most.isEmpty()) {
      return endFetch(free, margins, attempts);
    }
    Growth growth = most.get();
    String why = why(growth, free, margins, attempts.size());
    LOG.error("{} is ended: {}", growth.attempt(), why);
    attempts.stream()
        .filter(each -> each.name().equals(growth.attempt()))
        .forEach(each -> each.stop().endForRoom(why));
    return true;
  }

  /**
   * Ends the newest attempt that fetches its source: a fetch writes to no attempt's folder, and
   * needs more room.
   */
  private boolean endFetch(long free, RoomMargins margins, List<DiskGuard.Guarded> attempts) {
    Optional<DiskGuard.Guarded> last =
        attempts.stream()
            .filter(each -> each.stop().isFetching() && !each.isEnding())
            .reduce((before, after) -> after);
    last.ifPresent(
        each -> {
          String why =
              "%s, and its source was on its way, which needs more".formatted(left(free, margins));
          LOG.error("{} is ended: {}", each.name(), why);
          each.stop().endForRoom(why);
        });
    return last.isPresent();
  }

  private String left(long free, RoomMargins margins) {
    return "%s are free on the disk of the worker's work folder, %s must be"
        .formatted(supply.text(free), supply.text(margins.reserve()));
  }

  private List<Growth> growths(List<DiskGuard.Guarded> attempts, Map<String, Long> hidden)
      throws InterruptedException {
    Map<String, Long> used = supply.used(attempts, END_WITHIN);
    return attempts.stream().map(each -> growth(each.name(), used, hidden)).toList();
  }

  private Growth growth(String attempt, Map<String, Long> used, Map<String, Long> hidden) {
    Long now = used.get(attempt);
    long more = hidden.containsKey(attempt) ? hidden.get(attempt) - mark().hidden(attempt) : 0;
    return new Growth(attempt, now == null ? Growth.UNKNOWN : now - mark().used(attempt) + more);
  }

  private Optional<Growth> most(
      long free, RoomMargins margins, List<DiskGuard.Guarded> attempts, List<Growth> growths) {
    long lost = mark().free() - free;
    List<Growth> others = new ArrayList<>();
    for (int i = 0; i < growths.size(); i++) {
      if (!attempts.get(i).isEnding()) {
        others.add(growths.get(i));
      } else if (growths.get(i).isKnown()) {
        lost -= growths.get(i).grown(); // this attempt is being ended for it already
      }
    }
    return Overuse.most(lost, margins.reserve(), others);
  }

  private String why(Growth most, long free, RoomMargins margins, int of) {
    String files =
        most.isKnown()
            ? "its files have %s more than when room became short"
                .formatted(supply.text(most.grown()))
            : "what its files have could not be measured in time";
    return "%s, and %s%s"
        .formatted(
            left(free, margins), files, of > 1 ? ", most of " + of + " running attempts" : "");
  }

  private void tellOfOthers(long free, RoomMargins margins, List<DiskGuard.Guarded> attempts) {
    if (!isToldOfOthers && ending(attempts) == 0) {
      isToldOfOthers = true;
      LOG.error(
          "{} are free on the disk of the work folder, and {} should be. The files of the {}"
              + " running attempts are not what fills it, so they go on; make room.",
          supply.text(free),
          supply.text(margins.reserve()),
          attempts.size());
    }
  }
}
