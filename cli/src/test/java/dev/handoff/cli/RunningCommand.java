package dev.handoff.cli;

import dev.handoff.testkit.ProcessResult;
import java.io.StringWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A command that runs in this JVM beside the test. */
record RunningCommand(StringWriter out, StringWriter err, CompletableFuture<Integer> end) {

  /** The output so far. */
  String stderr() {
    return err.toString();
  }

  /** Waits until the output contains the text. */
  void awaitStderr(String text) {
    Awaitility.await().atMost(HandoffProcess.DEADLINE).until(() -> stderr().contains(text));
  }

  /** Waits for its end. */
  ProcessResult awaitExit() throws Exception {
    int exit = end.get(HandoffProcess.DEADLINE.toSeconds(), TimeUnit.SECONDS);
    return new ProcessResult(exit, out.toString(), err.toString());
  }
}
