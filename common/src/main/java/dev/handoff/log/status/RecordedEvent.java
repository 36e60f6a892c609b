package dev.handoff.log.status;

import dev.handoff.job.JobEvent;
import dev.handoff.job.JobId;

/**
 * An event on the log.
 *
 * @param offset in the job's partition of the status topic
 */
public record RecordedEvent(JobId job, JobEvent event, long offset) {

  public RecordedEvent withoutTexts() {
    return new RecordedEvent(job, event.withoutTexts(), offset);
  }
}
