package dev.handoff.cli.show;

import dev.handoff.awaiter.JobView;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.job.StatusText;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.Outputs;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Summarizes a job's result from its events alone, without any stored file. */
public final class ResultSummary {

  private static final int MESSAGE_LINES = 25;

  private ResultSummary() {}

  public static String of(JobView view) {
    JobResult result = view.result();
    StringBuilder text = new StringBuilder();
    String title = view.state().submitted() == null ? "" : view.state().submitted().brief().title();
    line(text, "job", view.job() + " " + title);
    line(text, "state", StatusText.line(view));
    if (view.state().end() instanceof Failed failed && failed.message() != null) {
      failed.message().lines().limit(MESSAGE_LINES).forEach(one -> line(text, "", one));
    }
    if (result.base() != null) {
      line(text, "base", result.base().commit() + " of " + result.base().repo());
    }
    if (result.changes() != null) {
      line(
          text,
          "changes",
          "%d %s, +%d -%d"
              .formatted(
                  result.changes().files(),
                  result.changes().files() == 1 ? "file" : "files",
                  result.changes().added(),
                  result.changes().removed()));
    }
    result.checks().forEach(check -> line(text, "check", check(check)));
    outputs(text, result.outputs());
    return text.toString().stripTrailing();
  }

  private static String check(CheckResult check) {
    String before =
        check.before() == null ? "" : " (before the job: " + label(check.before()) + ")";
    return check.name() + ": " + label(check.verdict()) + before;
  }

  private static void outputs(StringBuilder text, Outputs outputs) {
    if (outputs.branch() != null) {
      String where =
          outputs.branch().pushedTo() == null ? "not made" : "in " + outputs.branch().pushedTo();
      line(text, "branch", outputs.branch().name() + ", " + where);
    }
    if (outputs.pullRequest() != null) {
      line(text, "request", outputs.pullRequest());
    }
    if (outputs.undelivered() != null) {
      outputs.undelivered().forEach(each -> line(text, "missing", each));
    }
    file(text, "patch", outputs.patch());
    file(text, "report", outputs.report());
    file(text, "log", outputs.log());
    outputs.artifacts().forEach(each -> file(text, "artifact", each));
  }

  private static void file(StringBuilder text, String label, @Nullable Artifact file) {
    if (file != null) {
      String name =
          label.equals("artifact") ? file.name().replaceFirst("^artifacts/", "") + ", " : "";
      line(text, label, name + file.bytes() + " bytes");
    }
  }

  private static void line(StringBuilder text, String label, String value) {
    text.append("%-10s %s\n".formatted(label, PlainLine.one(value)));
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
