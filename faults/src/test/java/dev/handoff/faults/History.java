package dev.handoff.faults;

import dev.handoff.job.JobId;
import dev.handoff.log.status.RecordedEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything that one run left behind, for the {@link Checker} to judge.
 *
 * @param accepted the jobs whose submit was told to have succeeded
 * @param events of all jobs, those of a partition in offset order
 * @param files what the artifacts topic has
 * @param awaits what awaiters told
 * @param witnessed what the jobs' processes said, in that order
 * @param residue processes and folders of jobs that have ended
 */
record History(
    Set<JobId> accepted,
    List<RecordedEvent> events,
    Map<FileName, Contents> files,
    List<AwaitEnd> awaits,
    List<Witness.Line> witnessed,
    List<String> residue) {

  /** A file of an attempt. */
  record FileName(String job, String lease, String name) {}

  /** What all its chunks come to. */
  record Contents(long bytes, String sha256) {}

  /** An awaiter ended with this exit code. */
  record AwaitEnd(JobId job, int exit) {}
}
