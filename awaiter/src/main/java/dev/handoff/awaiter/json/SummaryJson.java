package dev.handoff.awaiter.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobExit;
import dev.handoff.awaiter.JobSummary;
import dev.handoff.job.AttemptState;
import dev.handoff.job.InvisibleText;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Formats a job of a list for programs: a subset of the fields of {@link JobJson}, with the same
 * meanings, without those that need a look-up of the job.
 */
public final class SummaryJson {

  private SummaryJson() {}

  /** On one line. */
  public static String of(JobSummary job) {
    JobState state = job.state();
    Submitted submitted = state.submitted();
    AttemptState last = state.lastAttempt();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("job", job.job().text());
    json.put("title", job.title());
    json.put("state", state.status().label());
    json.put("reason", state.reason() == null ? null : state.reason().label());
    json.put("exit", JobExit.of(state));
    json.put("lane", submitted == null ? null : submitted.lane());
    json.put("submitter", submitted == null ? null : submitted.submitter());
    json.put("onBehalfOf", submitted == null ? null : submitted.onBehalfOf());
    json.put("key", submitted == null ? null : submitted.key());
    json.put("template", job.template());
    json.put("retryOf", submitted == null ? null : submitted.retryOf());
    json.put("submittedAt", text(job.job().submittedAt()));
    json.put("dueAt", text(job.view().dueAt()));
    json.put("startedAt", last == null ? null : text(state.attempts().get(0).startedAt()));
    json.put("endedAt", state.end() == null ? null : text(state.end().at()));
    json.put("attempt", last == null ? null : last.number());
    json.put("worker", last == null ? null : last.worker());
    json.put("phase", state.progress() == null ? null : state.progress().phase());
    json.put("percent", state.progress() == null ? null : state.progress().percent());
    return InvisibleText.escapedJson(json.toString());
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }
}
