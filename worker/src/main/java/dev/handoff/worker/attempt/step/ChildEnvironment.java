package dev.handoff.worker.attempt.step;

import dev.handoff.job.Reason;
import dev.handoff.trace.TraceContext;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.folder.Workspace;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.AttemptSettings;
import dev.handoff.worker.attempt.order.StepResult;
import dev.handoff.worker.attempt.text.PlainText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Builds the environment of a job's processes: from an allow-list, never the worker's own. */
public final class ChildEnvironment {

  private static final List<String> PASSED =
      List.of("PATH", "LANG", "LANGUAGE", "TZ", "USER", "LOGNAME");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private final AttemptSettings settings;
  private final AttemptOrder order;
  private final Workspace workspace;
  private final Isolation isolation;
  private final int slot;

  /** Null: the brief names none, or it is not pinned yet. */
  private @Nullable String base;

  /**
   * @param slot the attempt's number among those that run on the worker at the same time
   */
  public ChildEnvironment(
      AttemptSettings settings,
      AttemptOrder order,
      Workspace workspace,
      Isolation isolation,
      int slot) {
    this.isolation = isolation;
    this.slot = slot;
    this.settings = settings;
    this.order = order;
    this.workspace = workspace;
    this.base = order.brief().scope().floats() ? null : order.brief().scope().ref();
  }

  void pin(String commit) {
    base = commit;
  }

  /** The first forbidden entry of the brief, with the reason. */
  Optional<StepResult> objection() {
    for (String entry : order.brief().env()) {
      String name = name(entry);
      if (!NAME.matcher(name).matches() || name.startsWith("HANDOFF_")) {
        return Optional.of(
            StepResult.failed(
                Reason.INVALID_BRIEF,
                "env must be NAME=value or NAME, letters, digits and _, not HANDOFF_…; got: "
                    + PlainText.line(name, 100)));
      }
      if (entry.indexOf('=') < 0 && !settings.permitted().test(name)) {
        return Optional.of(
            StepResult.failed(
                Reason.POLICY_REFUSED,
                "the brief asks for the worker's variable "
                    + name
                    + ", which this worker's policy does not permit; give NAME=value, or have the"
                    + " policy name it"));
      }
    }
    return Optional.empty();
  }

  /** Where programs are looked for; known before the attempt may run. */
  public Optional<String> path() {
    return Optional.ofNullable(ofOrder().get("PATH"));
  }

  /** All of them. Waits until the attempt may run: only the log tells the trace of the job. */
  Map<String, String> variables() {
    Map<String, String> variables = ofOrder();
    variables.put(TraceContext.VARIABLE, order.traceparent());
    return variables;
  }

  /** Later entries win: the brief's over inherited ones, Handoff's own over both. */
  private Map<String, String> ofOrder() {
    Map<String, String> variables = new LinkedHashMap<>();
    settings
        .environment()
        .forEach(
            (name, value) -> {
              if (PASSED.contains(name) || name.startsWith("LC_")) {
                variables.put(name, value);
              }
            });
    variables.put("HOME", isolation.home(workspace.home()).toString());
    variables.put("TMPDIR", workspace.temporary().toString());
    addBriefs(variables);
    variables.put("HANDOFF_JOB_ID", order.job().text());
    variables.put("HANDOFF_ATTEMPT", String.valueOf(order.attempt()));
    variables.put("HANDOFF_SLOT", String.valueOf(slot));
    // A brief without one is refused, but only after this.
    if (base != null) {
      variables.put("HANDOFF_BASE", base);
    }
    variables.put("HANDOFF_BRIEF", workspace.brief().toString());
    variables.put("HANDOFF_SUMMARY", workspace.summary().toString());
    variables.put("HANDOFF_PROGRESS", workspace.progress().toString());
    return variables;
  }

  private void addBriefs(Map<String, String> variables) {
    for (String entry : order.brief().env()) {
      String name = name(entry);
      boolean given = entry.indexOf('=') >= 0;
      String value = given ? entry.substring(name.length() + 1) : settings.environment().get(name);
      if (value != null) {
        variables.put(name, value);
      }
    }
  }

  private static String name(String entry) {
    int equals = entry.indexOf('=');
    return equals < 0 ? entry : entry.substring(0, equals);
  }
}
