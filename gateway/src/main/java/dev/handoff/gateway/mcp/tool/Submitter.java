package dev.handoff.gateway.mcp.tool;

import dev.handoff.brief.lint.LintWarning;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.job.JobId;
import dev.handoff.trace.TraceContext;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Submits briefs for a server: what stands around a brief, such as the repository that it is read
 * in and the policy of its submitter, depends on where the server runs. Thread-safe; calls block.
 */
public interface Submitter {

  /**
   * A brief to submit.
   *
   * @param document YAML or JSON
   * @param key makes a repeated submit the same job
   * @param isDirty whether the working tree is meant, not the commit
   */
  record Request(
      byte[] document, @Nullable String key, boolean isDirty, @Nullable TraceContext trace) {}

  /**
   * A job that was accepted: brief and {@code Submitted} are on all in-sync replicas.
   *
   * @param isNew false if the key belonged to this job already
   * @param notes what a person would read beside it
   */
  record Accepted(JobId job, boolean isNew, List<String> notes) {}

  /**
   * What is to be said of a brief.
   *
   * @param errors why a submit would refuse it
   * @param refusals why the policy would refuse it, one reason a line
   */
  record Checked(List<BriefError> errors, List<String> refusals, List<LintWarning> warnings) {}

  /**
   * @throws dev.handoff.brief.schema.InvalidBriefException with everything that is wrong with it
   * @throws Exception if nothing was accepted, or that is not known; the message says which
   */
  Accepted submit(Jobs jobs, Request request) throws Exception;

  /**
   * @throws Exception if it cannot be checked
   */
  Checked check(byte[] document) throws Exception;
}
