package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobView;
import dev.handoff.gateway.mcp.tool.StatusText;
import dev.handoff.job.AttemptState;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * A job as a task of the extension. The id of the task is that of the job, so a task outlives every
 * server, and each of them answers for it. Pure.
 */
final class TaskView {

  /** For clients that do not listen: the end is pushed to those that do. */
  private static final int POLL_MILLIS = 5000;

  private TaskView() {}

  /**
   * The task without what it has come to.
   *
   * @param retention how long events of jobs are kept; a task's time counts from its creation
   */
  static ObjectNode of(JobView view, Duration retention) {
    ObjectNode task = JsonNodeFactory.instance.objectNode();
    task.put("taskId", view.job().text());
    task.put("status", status(view.status()));
    task.put("statusMessage", StatusText.of(view));
    task.put("createdAt", createdAt(view).toString());
    task.put("lastUpdatedAt", lastUpdatedAt(view).toString());
    task.put("ttlMs", retention.toMillis());
    task.put("pollIntervalMs", POLL_MILLIS);
    return task;
  }

  /** A job that failed is a task that completed: its result says so, as that of a call would. */
  static String status(JobStatus status) {
    return switch (status) {
      case UNKNOWN, QUEUED, RUNNING -> "working";
      case COMPLETED, FAILED -> "completed";
      case CANCELLED -> "cancelled";
    };
  }

  /** Whether the task has the result of a call. */
  static boolean hasResult(JobView view) {
    return status(view.status()).equals("completed");
  }

  private static Instant createdAt(JobView view) {
    return view.state().submitted() == null
        ? view.job().submittedAt()
        : view.state().submitted().at();
  }

  private static Instant lastUpdatedAt(JobView view) {
    JobState state = view.state();
    AttemptState attempt = state.lastAttempt();
    return Stream.of(
            createdAt(view),
            attempt == null ? null : attempt.startedAt(),
            attempt == null ? null : attempt.endedAt(),
            state.progress() == null ? null : state.progress().at(),
            state.cancelRequest() == null ? null : state.cancelRequest().at(),
            state.end() == null ? null : state.end().at())
        .filter(Objects::nonNull)
        .max(Instant::compareTo)
        .orElseGet(() -> createdAt(view));
  }
}
