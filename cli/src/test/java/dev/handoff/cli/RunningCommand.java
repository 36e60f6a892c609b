package dev.handoff.cli;

import dev.handoff.testkit.ProcessResult;
import java.io.StringWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A command in this JVM that goes on while the test does. */
record RunningCommand(StringWriter out, StringWriter err, CompletableFuture<Integer> end) {

  /** What it has written up to now. */
  String stderr() {
    return err.toString();
  }

  /** Waits until it has written that. */
  void awaitStderr(String text) {
    Awaitility.await().atMost(HandoffProcess.DEADLINE).until(() -> stderr().contains(text));
  }

  /** Waits for its end. */
  ProcessResult awaitExit() throws Exception {
    int exit = end.get(HandoffProcess.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    return new ProcessResult(exit, out.toString(), err.toString());
  }
}
