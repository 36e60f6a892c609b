package dev.handoff.cli;

import dev.handoff.awaiter.JobView;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Mixin;

/** One look at one job, for all commands that need to know it and do not wait. */
final class JobLook {

  @Mixin private ConnectionOptions connection;
  @Mixin private AnswerOptions answer;

  /**
   * The job as it stands now.
   *
   * @throws CommandException with 125 if no broker answers in time
   */
  JobView at(JobId job) throws Exception {
    return at(job, connection.connect());
  }

  JobView at(JobId job, KafkaSettings kafka) throws ExecutionException, InterruptedException {
    try (Waiting waiting = new Waiting(kafka)) {
      return waiting.look(job, answer.patience());
    }
  }

  KafkaSettings connect() throws Exception {
    return connection.connect();
  }

  AnswerOptions answer() {
    return answer;
  }
}
