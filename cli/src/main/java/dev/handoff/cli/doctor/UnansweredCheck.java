package dev.handoff.cli.doctor;

import java.util.List;

/** A look that did not end, or broke. */
record UnansweredCheck(String name, String why) implements Check {

  @Override
  public List<Finding> findings() {
    return List.of(Finding.unknown(name, why, "try again; if it stays so, see the broker's log"));
  }
}
