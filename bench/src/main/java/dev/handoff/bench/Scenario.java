package dev.handoff.bench;

import java.util.List;

/** One thing that is measured, and what it is compared with. */
interface Scenario {

  /** As on the command line. */
  String name();

  /** Leaves nothing behind: no process, and no file outside of the stage's folder. */
  List<Table> run(Stage stage) throws Exception;
}
