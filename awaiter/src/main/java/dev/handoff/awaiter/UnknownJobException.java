package dev.handoff.awaiter;

import dev.handoff.job.JobId;

/** The log has no events of this job: it was never submitted here, or is past retention. */
public final class UnknownJobException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnknownJobException(JobId job, String place) {
    super(job + " is unknown on " + place + ": it was never submitted there, or is past retention");
  }
}
