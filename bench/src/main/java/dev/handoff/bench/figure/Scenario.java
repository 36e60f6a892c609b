package dev.handoff.bench.figure;

import java.util.List;

/** One thing that is measured, and what it is compared with. */
public interface Scenario {

  /** As on the command line. */
  String name();

  /** Leaves nothing behind: no process, and no file outside of the stage's folder. */
  List<Table> run(Stage stage) throws Exception;
}
