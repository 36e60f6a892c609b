package dev.handoff.cli.doctor.check;

import java.util.List;

/** A probe that did not end, or failed. */
public record UnansweredCheck(String name, String why) implements Check {

  @Override
  public List<Diagnosis> findings() {
    return List.of(Diagnosis.unknown(name, why, "try again; if it stays so, see the broker's log"));
  }
}
