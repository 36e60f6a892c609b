package dev.handoff.worker.attempt;

import dev.handoff.brief.Brief;
import dev.handoff.job.JobId;
import java.nio.file.Path;

/** A worker in a process of its own, so that a test can kill it. */
final class WorkerProcess {

  private WorkerProcess() {}

  /** Takes: folder, source, commit, job, isolation, script. */
  public static void main(String[] arguments) throws Exception {
    SourceRepository source = new SourceRepository(Path.of(arguments[1]));
    Brief brief = new BriefBuilder(source, arguments[2]).run(arguments[5]).build();
    new AttemptRunner(AttemptSettings.in(Path.of(arguments[0])), Isolation.valueOf(arguments[4]))
        .run(
            new AttemptOrder(new JobId(arguments[3]), 1, brief, new byte[0]),
            new Recorder(),
            new StopSignal());
  }
}
