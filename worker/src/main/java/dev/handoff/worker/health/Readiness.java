package dev.handoff.worker.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds what keeps a worker from its work now: its own life, the broker, its disk, its lanes. */
public final class Readiness {

  /** Where a worker is in its life. */
  public enum Life {
    STARTING,
    TAKING,
    STOPPING
  }

  private final Duration lapse;
  private final Supplier<Duration> beatAge;
  private final Supplier<@Nullable String> shortage;
  private final Map<String, Supplier<@Nullable String>> lanes;

  private volatile Life life = Life.STARTING;

  /**
   * @param beatAge time since the last acknowledged beat; more than {@code lapse} is too long
   * @param shortage why the worker takes no jobs, in words, if so
   * @param lanes the trouble of each lane, in words, if it has any
   */
  public Readiness(
      Duration lapse,
      Supplier<Duration> beatAge,
      Supplier<@Nullable String> shortage,
      Map<String, Supplier<@Nullable String>> lanes) {
    this.lapse = lapse;
    this.beatAge = beatAge;
    this.shortage = shortage;
    this.lanes = new TreeMap<>(lanes);
  }

  public void enter(Life now) {
    life = now;
  }

  /** The problems, a line each; empty if ready. Does not ask the broker. */
  List<String> problems() {
    if (life != Life.TAKING) {
      return List.of(life == Life.STARTING ? "the worker starts" : "the worker stops");
    }
    List<String> problems = new ArrayList<>();
    Duration age = beatAge.get();
    if (age.compareTo(lapse) > 0) {
      problems.add("no beat was acknowledged for " + age.toSeconds() + " s");
    }
    String noRoom = shortage.get();
    if (noRoom != null) {
      problems.add(noRoom);
    }
    lanes.forEach(
        (lane, trouble) -> {
          String what = trouble.get();
          if (what != null) {
            problems.add("lane " + lane + ": " + what);
          }
        });
    return problems;
  }
}
