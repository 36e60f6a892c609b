package dev.handoff.bench.figure;

import java.util.List;

/** A measurement, and what it is compared with. */
public interface Scenario {

  /** The name on the command line. */
  String name();

  /** Measures. Leaves no process behind, and no file outside of the stage's folder. */
  List<Table> run(Stage stage) throws Exception;
}
