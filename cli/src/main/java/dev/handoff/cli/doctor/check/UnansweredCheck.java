package dev.handoff.cli.doctor.check;

import java.util.List;

/** A look that did not end, or broke. */
public record UnansweredCheck(String name, String why) implements Check {

  @Override
  public List<Finding> findings() {
    return List.of(Finding.unknown(name, why, "try again; if it stays so, see the broker's log"));
  }
}
