package dev.handoff.cli.job;

import dev.handoff.awaiter.JobView;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.options.AnswerOptions;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;

/** Reads the state of one job, for commands that do not wait. */
public final class JobQuery {

  @Mixin private ConnectionOptions connection;
  @Mixin private AnswerOptions answer;

  /**
   * Returns the current state of the job.
   *
   * @throws CommandException with 125 if no broker answers in time
   */
  public JobView at(JobId job) throws Exception {
    return at(job, connection.connect());
  }

  public JobView at(JobId job, KafkaSettings kafka)
      throws ExecutionException, InterruptedException {
    try (Waiting waiting = new Waiting(kafka)) {
      return waiting.look(job, answer.patience());
    }
  }

  public KafkaSettings connect() throws Exception {
    return connection.connect();
  }

  /** Restarts the local default if it dies while this command follows a job. */
  public void keepRunning(Consumer<String> onStopped) {
    connection.keepRunning(onStopped);
  }

  /** Ignores a stop of the local default from now on, since the command has its answer. */
  public void letStop() {
    connection.letStop();
  }

  public AnswerOptions answer() {
    return answer;
  }
}
