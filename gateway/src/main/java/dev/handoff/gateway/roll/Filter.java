package dev.handoff.gateway.roll;

import dev.handoff.awaiter.JobSummary;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobStatus;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which jobs are meant. What is empty or null means all of them. Pure.
 *
 * @param submitters whose jobs, also those that a gateway has submitted for them
 * @param text in the title or the id, in upper or lower case
 * @param since jobs submitted before are not meant
 */
public record Filter(
    Set<JobStatus> states,
    Set<String> lanes,
    Set<String> submitters,
    Set<String> templates,
    @Nullable String text,
    @Nullable Instant since) {

  public static final Filter ALL = new Filter(Set.of(), Set.of(), Set.of(), Set.of(), null, null);

  public Filter {
    states = Set.copyOf(states);
    lanes = Set.copyOf(lanes);
    submitters = Set.copyOf(submitters);
    templates = Set.copyOf(templates);
  }

  /** Whether it means the job as it is now. */
  public boolean matches(JobSummary job) {
    return isOfState(job) && matchesWhateverState(job);
  }

  /**
   * Whether a follower of the jobs that are meant must learn of this change: also if it takes the
   * job out of them.
   *
   * @param before null if it was not known
   */
  public boolean concerns(@Nullable JobSummary before, JobSummary after) {
    return matchesWhateverState(after) && (isOfState(after) || before != null && isOfState(before));
  }

  /** The same for a follower that has missed how the job was before. */
  public boolean mayConcern(JobSummary after) {
    return matchesWhateverState(after);
  }

  private boolean isOfState(JobSummary job) {
    return states.isEmpty() || states.contains(job.state().status());
  }

  private boolean matchesWhateverState(JobSummary job) {
    Submitted submitted = job.state().submitted();
    return isAny(lanes, submitted == null ? null : submitted.lane())
        && (submitters.isEmpty()
            || submitted != null && submitters.stream().anyMatch(submitted::isOf))
        && isAny(templates, job.template())
        && (since == null || !job.job().submittedAt().isBefore(since))
        && hasText(job);
  }

  private static boolean isAny(Set<String> wanted, @Nullable String value) {
    return wanted.isEmpty() || value != null && wanted.contains(value);
  }

  private boolean hasText(JobSummary job) {
    if (text == null) {
      return true;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    return job.job().text().contains(lower)
        || job.title() != null && job.title().toLowerCase(Locale.ROOT).contains(lower);
  }
}
