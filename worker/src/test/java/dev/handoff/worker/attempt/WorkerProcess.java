package dev.handoff.worker.attempt;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobId;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.attempt.order.AttemptSettings;
import java.nio.file.Path;
import java.util.List;

/** A worker in a process of its own, so that a test can kill it or give it little memory. */
public final class WorkerProcess {

  private WorkerProcess() {}

  /**
   * Takes: folder, source, commit, job, isolation, script. Prints the outcome, the first and the
   * last line of the log, and its size.
   */
  public static void main(String[] arguments) throws Exception {
    TestRepository source = TestRepository.in(Path.of(arguments[1]));
    Brief brief = new BriefBuilder(source, arguments[2]).run(arguments[5]).log(1 << 20).build();
    Recorder recorder = new Recorder();
    AttemptOutcome outcome =
        new AttemptRunner(
                AttemptSettings.in(Path.of(arguments[0])), Isolation.valueOf(arguments[4]))
            .run(
                new AttemptOrder(new JobId(arguments[3]), 1, brief, new byte[0]),
                recorder,
                new StopSignal());
    List<String> lines = recorder.text("log").lines().toList();
    System.out.printf(
        "%s %s ... %s %d%n",
        outcome.getClass().getSimpleName(),
        lines.get(0),
        lines.get(lines.size() - 1),
        recorder.bytes("log").length);
  }
}
