package dev.handoff.cli.submit;

import dev.handoff.cli.state.LastJobs;
import dev.handoff.file.FileErrorText;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;

/** Stores the id of an accepted job for {@code --last}. */
final class Accepted {

  private Accepted() {}

  /** Only warns on failure, since the job is accepted anyway. */
  static void remember(KafkaSettings kafka, JobId job, PrintWriter err) {
    try {
      LastJobs.ofUser().remember(kafka, job);
    } catch (IOException e) {
      tell(job, FileErrorText.of(e), err);
    } catch (RuntimeException e) {
      tell(job, Objects.requireNonNullElse(e.getMessage(), e.toString()), err);
    }
  }

  private static void tell(JobId job, String why, PrintWriter err) {
    err.println("handoff: --last will not find " + job + ": " + why);
    err.flush();
  }
}
