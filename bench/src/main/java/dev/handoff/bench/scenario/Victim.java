package dev.handoff.bench.scenario;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which workers die, by their steward's seats. */
enum Victim {
  NO_STEWARD("neither steward"),
  FIRST("the first steward"),
  SECOND("the second steward"),
  BOTH("both stewards");

  private final String label;

  Victim(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /**
   * @param seats the worker of each seat
   */
  List<String> among(Set<String> living, Map<Integer, String> seats) {
    return switch (this) {
      case NO_STEWARD ->
          living.stream().filter(worker -> !seats.containsValue(worker)).limit(1).toList();
      case FIRST -> List.of(seats.get(0));
      case SECOND -> List.of(seats.get(1));
      case BOTH -> List.of(seats.get(0), seats.get(1));
    };
  }

  /** Classifies the death of these workers. */
  static Victim of(List<String> dying, Map<Integer, String> seats) {
    boolean hasFirst = dying.contains(seats.get(0));
    boolean hasSecond = dying.contains(seats.get(1));
    if (hasFirst) {
      return hasSecond ? BOTH : FIRST;
    }
    return hasSecond ? SECOND : NO_STEWARD;
  }
}
