package dev.handoff.worker.attempt.publish;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Check;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.change.Renames;
import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.StepResult;
import dev.handoff.worker.attempt.text.Markdown;
import dev.handoff.worker.attempt.text.PlainText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The text about an attempt for a person or an agent: Markdown of at most 32 KiB that always ends
 * with the place of the result and the commands to inspect, apply and drop it.
 *
 * <p>Everything that a job wrote is quoted or fenced: it may contain anything, but must not pass
 * for the report's own words.
 *
 * @param summary the job's own text for the report, may be empty
 * @param before the verdicts of checks before the job, if they ran then
 * @param versions when and where it ran, the versions of its programs, its isolation, and what an
 *     agent used
 */
public record Report(
    AttemptOrder order,
    StepResult end,
    String summary,
    List<Change> changes,
    Renames renames,
    List<CheckResult> checks,
    Map<String, JobResult.CheckVerdict> before,
    Products products,
    String versions) {

  static final int BYTES = 32 * 1024;
  private static final int GOAL_BYTES = 3 * 1024;
  private static final int SUMMARY_BYTES = 8 * 1024;
  private static final int FILES_BYTES = 6 * 1024;
  private static final String LEFT_OUT = "\n_More is left out here; the log has it._\n";

  String text() {
    String closing = new ReportClosing(this).text();
    return upTo(BYTES - bytes(closing) - bytes(LEFT_OUT)) + closing;
  }

  /** The same without the closing commands, which are only for readers who can run them. */
  String body() {
    return upTo(BYTES - bytes(LEFT_OUT));
  }

  private String upTo(int budget) {
    StringBuilder text = new StringBuilder();
    List<String> sections =
        new ArrayList<>(
            List.of(
                heading(),
                goal(),
                summarySection(),
                new ReportFiles(changes, renames).text(),
                artifacts()));
    int used = sections.stream().mapToInt(Report::bytes).sum();
    String touched = new ReportTouched(checks).text();
    sections.add(1, touched);
    sections.addAll(checkSections(budget - used - bytes(touched)));
    for (String section : sections) {
      if (bytes(text.toString()) + bytes(section) > budget) {
        text.append(LEFT_OUT);
        break;
      }
      text.append(section);
    }
    return text.toString();
  }

  boolean isPartial() {
    return !end.goesOn();
  }

  private String heading() {
    Brief brief = order.brief();
    return "# %s\n\n%s\n\nJob %s, attempt %d, on base commit `%s`. %s.\n"
        .formatted(
            Markdown.inline(PlainText.line(brief.title(), 200)),
            outcome().stripTrailing(),
            order.job(),
            order.attempt(),
            brief.scope().ref(),
            Markdown.inline(PlainText.line(versions, 400)));
  }

  private String outcome() {
    if (end instanceof StepResult.Failed failed) {
      String[] parts = PlainText.clean(failed.message()).split("\n", 2);
      // The output of a check has its place below.
      boolean more =
          parts.length > 1
              && failed.reason() != Reason.CHECK_FAILED
              && failed.reason() != Reason.CHECK_COULD_NOT_RUN;
      return "**Failed: %s.** What follows is partial.\n\n%s"
          .formatted(
              failed.reason().label(),
              quoted(parts[0]) + (more ? "\n" + fenced(PlainText.cut(parts[1], 4000)) : ""));
    }
    if (end instanceof StepResult.Stopped stopped) {
      String why = stopped.why().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return "**Stopped: %s.** What follows is partial.".formatted(why);
    }
    return checks.isEmpty()
        ? "The brief has no checks: only the scope was checked. **Completed.**"
        : "**Completed.** All checks passed: %d.".formatted(checks.size());
  }

  private String goal() {
    return "\n## Goal\n\n" + quoted(cutBytes(PlainText.clean(order.brief().goal()), GOAL_BYTES));
  }

  private String summarySection() {
    String own = cutBytes(PlainText.clean(summary).strip(), SUMMARY_BYTES);
    String text = own.isEmpty() ? facts() + "\n" : "What the job says:\n\n" + quoted(own);
    return "\n## Summary\n\n" + text;
  }

  private String facts() {
    long passed =
        checks.stream().filter(check -> check.verdict() == JobResult.CheckVerdict.PASSED).count();
    JobResult.Changes all = renames.summary(changes);
    return "%d %s changed (+%d -%d); %d of %d checks that ran passed."
        .formatted(
            all.files(),
            all.files() == 1 ? "file" : "files",
            all.added(),
            all.removed(),
            passed,
            checks.size());
  }

  private String artifacts() {
    StringBuilder text = new StringBuilder();
    for (Artifact file : products.files()) {
      String name = PlainText.line(file.name().substring(Artifact.FILES.length()), 300);
      text.append("- %s %d bytes\n".formatted(code(name), file.bytes()));
      if (bytes(text.toString()) > FILES_BYTES) {
        text.append("- and more\n");
        break;
      }
    }
    return text.isEmpty() ? "" : "\n## Artifacts (" + products.files().size() + ")\n\n" + text;
  }

  private List<String> checkSections(int budget) {
    if (checks.isEmpty()) {
      return List.of("\n## Checks\n\nNone ran.\n" + allBefore());
    }
    List<String> sections = new ArrayList<>(List.of("\n## Checks\n"));
    int share = Math.max(200, budget / checks.size() - 300);
    for (CheckResult check : checks) {
      String exit = check.exit() == null ? "" : ", exit code " + check.exit();
      String tail = lastBytes(PlainText.clean(check.tail() == null ? "" : check.tail()), share);
      sections.add(
          "\n### %s: %s\n\n%s s%s%s\n\n%s"
              .formatted(
                  Markdown.inline(PlainText.line(check.name(), 100)),
                  words(check.verdict()),
                  check.seconds(),
                  exit,
                  before(check),
                  tail.isBlank() ? "No output.\n" : fenced(tail)));
    }
    return sections;
  }

  /** Also for a job that ended before its checks: earlier failures are not its fault. */
  private String allBefore() {
    StringBuilder text = new StringBuilder();
    for (Check check : order.brief().checks()) {
      JobResult.CheckVerdict verdict = before.get(check.name());
      if (verdict != null) {
        String name = Markdown.inline(PlainText.line(check.name(), 100));
        text.append("- %s: %s before the job\n".formatted(name, words(verdict)));
      }
    }
    return text.isEmpty() ? "" : "\n" + text;
  }

  private static String words(JobResult.CheckVerdict verdict) {
    return verdict.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static String before(CheckResult check) {
    if (check.before() == null) {
      return "";
    }
    String too = check.before() == check.verdict() ? " too" : "";
    return "; before the job: " + words(check.before()) + too;
  }

  /** As a quotation, which a reader's program only displays. */
  public static String quoted(String text) {
    return Markdown.lines(text).lines().map(line -> "> " + line + "\n").reduce("", String::concat);
  }

  /** In a fence that is longer than any in the text. */
  static String fenced(String text) {
    String fence = "`".repeat(Math.max(3, longestTicks(text) + 1));
    return fence + "text\n" + text.stripTrailing() + "\n" + fence + "\n";
  }

  static String code(String text) {
    String ticks = "`".repeat(longestTicks(text) + 1);
    return ticks.length() == 1 ? "`" + text + "`" : ticks + " " + text + " " + ticks;
  }

  private static int longestTicks(String text) {
    int longest = 0;
    int run = 0;
    for (char each : text.toCharArray()) {
      run = each == '`' ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  private static String cutBytes(String text, int most) {
    String cut = text;
    while (bytes(cut) > most) {
      cut = PlainText.cut(cut, cut.length() - Math.max(1, (bytes(cut) - most) / 3));
    }
    return cut.length() == text.length() ? text : cut + " …";
  }

  private static String lastBytes(String text, int most) {
    return PlainText.clean(text.getBytes(StandardCharsets.UTF_8), most);
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
