package dev.handoff.awaiter.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobExit;
import dev.handoff.awaiter.JobView;
import dev.handoff.awaiter.QueuePosition;
import dev.handoff.job.AttemptState;
import dev.handoff.job.InvisibleText;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.job.JobResult.Usage;
import dev.handoff.job.JobState;
import dev.handoff.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Formats a job for programs: one object, every field always present, null where there is no value.
 * Fields are added, never removed.
 */
public final class JobJson {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JobJson() {}

  /** The object on one line. */
  public static String text(JobView view, boolean waitTimedOut) {
    return text(view, waitTimedOut, QueuePosition.UNKNOWN);
  }

  public static String text(JobView view, boolean waitTimedOut, QueuePosition queuePosition) {
    return text(view, waitTimedOut, queuePosition, Optional.empty());
  }

  /**
   * @param unanswered for how long no broker has answered; empty if one has, so that the state is
   *     current
   */
  public static String text(
      JobView view,
      boolean waitTimedOut,
      QueuePosition queuePosition,
      Optional<Duration> unanswered) {
    ObjectNode json = of(view, waitTimedOut, queuePosition);
    json.put("unansweredSeconds", unanswered.map(Duration::toSeconds).orElse(null));
    return InvisibleText.escapedJson(json.toString());
  }

  private static ObjectNode of(JobView view, boolean waitTimedOut, QueuePosition queuePosition) {
    JobState state = view.state();
    ObjectNode json = NODES.objectNode();
    json.put("job", view.job().text());
    json.put("title", state.submitted() == null ? null : state.submitted().brief().title());
    json.put("state", state.status().label());
    json.put("reason", state.reason() == null ? null : state.reason().label());
    json.put("fault", state.reason() == null ? null : label(state.reason().fault()));
    json.put("message", message(state));
    json.put("exit", JobExit.of(state));
    json.put("waitTimedOut", waitTimedOut);
    putSubmission(json, state.submitted());
    putTimes(json, view);
    putAttempts(json, state.attempts());
    json.put("phase", state.progress() == null ? null : state.progress().phase());
    json.put("percent", state.progress() == null ? null : state.progress().percent());
    json.put("place", queuePosition.place());
    json.put("workers", queuePosition.workers());
    putResult(json, view.result());
    return json;
  }

  private static @Nullable String message(JobState state) {
    if (state.end() instanceof Failed failed) {
      return failed.message();
    }
    return state.end() instanceof Cancelled cancelled ? cancelled.why() : null;
  }

  private static void putSubmission(ObjectNode json, @Nullable Submitted submitted) {
    json.put("lane", submitted == null ? null : submitted.lane());
    json.put("submitter", submitted == null ? null : submitted.submitter());
    json.put("onBehalfOf", submitted == null ? null : submitted.onBehalfOf());
    json.put("key", submitted == null ? null : submitted.key());
    json.put("template", submitted == null ? null : submitted.brief().template());
    json.put("retryOf", submitted == null ? null : submitted.retryOf());
  }

  private static void putTimes(ObjectNode json, JobView view) {
    JobState state = view.state();
    Submitted submitted = state.submitted();
    json.put("submittedAt", submitted == null ? null : text(submitted.at()));
    json.put("dueAt", text(view.dueAt()));
    AttemptState first = state.attempts().isEmpty() ? null : state.attempts().get(0);
    json.put("startedAt", first == null ? null : text(first.startedAt()));
    json.put("endedAt", state.end() == null ? null : text(state.end().at()));
  }

  private static void putAttempts(ObjectNode json, List<AttemptState> attempts) {
    json.put("attempt", attempts.isEmpty() ? null : attempts.size());
    ArrayNode all = json.putArray("attempts");
    for (AttemptState attempt : attempts) {
      ObjectNode one = all.addObject();
      one.put("attempt", attempt.number());
      one.put("worker", attempt.worker());
      one.put("isolation", attempt.isolation());
      one.put("startedAt", text(attempt.startedAt()));
      one.put("endedAt", text(attempt.endedAt()));
      one.put("reason", attempt.reason() == null ? null : attempt.reason().label());
      one.put("message", attempt.message());
    }
  }

  private static void putResult(ObjectNode json, JobResult result) {
    json.set("base", tree(result.base()));
    json.set("changes", tree(result.changes()));
    ArrayNode checks = json.putArray("checks");
    result.checks().forEach(one -> checks.add(check(one)));
    Outputs outputs = result.outputs();
    ObjectNode forms = json.putObject("outputs");
    forms.set("branch", branch(outputs.branch()));
    forms.set("patch", artifact(outputs.patch()));
    forms.set("report", artifact(outputs.report()));
    forms.set("log", artifact(outputs.log()));
    ArrayNode artifacts = forms.putArray("artifacts");
    outputs.artifacts().forEach(one -> artifacts.add(artifact(one)));
    forms.put("pullRequest", outputs.pullRequest());
    ArrayNode undelivered = forms.putArray("undelivered");
    if (outputs.undelivered() != null) {
      outputs.undelivered().forEach(undelivered::add);
    }
    json.set("usage", usage(result.usage()));
    json.set("value", result.value() == null ? NODES.nullNode() : result.value());
  }

  private static JsonNode check(CheckResult check) {
    ObjectNode json = NODES.objectNode();
    json.put("name", check.name());
    json.put("verdict", label(check.verdict()));
    json.put("exit", check.exit());
    json.put("seconds", check.seconds());
    json.put("tail", check.tail());
    json.put("before", check.before() == null ? null : label(check.before()));
    ArrayNode touched = json.putArray("touched");
    if (check.touched() != null) {
      check.touched().forEach(file -> touched.add(tree(file)));
    }
    return json;
  }

  private static JsonNode usage(@Nullable Usage usage) {
    if (usage == null) {
      return NODES.nullNode();
    }
    ObjectNode json = NODES.objectNode();
    json.put("agent", usage.agent());
    json.put("model", usage.model());
    json.put("inputTokens", usage.inputTokens());
    json.put("outputTokens", usage.outputTokens());
    json.put("costUsd", usage.costUsd());
    return json;
  }

  private static JsonNode branch(JobResult.@Nullable Branch branch) {
    if (branch == null) {
      return NODES.nullNode();
    }
    ObjectNode json = NODES.objectNode();
    json.put("name", branch.name());
    json.put("commit", branch.commit());
    json.put("pushedTo", branch.pushedTo());
    return json;
  }

  private static JsonNode artifact(@Nullable Artifact artifact) {
    if (artifact == null) {
      return NODES.nullNode();
    }
    ObjectNode json = NODES.objectNode();
    json.put("name", artifact.name());
    json.put("bytes", artifact.bytes());
    json.put("sha256", artifact.sha256());
    return json;
  }

  private static JsonNode tree(@Nullable Object value) {
    return value == null ? NODES.nullNode() : Json.tolerant().tree(value);
  }

  private static @Nullable String text(@Nullable Instant instant) {
    return instant == null ? null : instant.toString();
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT);
  }
}
