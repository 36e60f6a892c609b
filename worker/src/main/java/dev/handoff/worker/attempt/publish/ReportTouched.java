package dev.handoff.worker.attempt.publish;

import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.Touched;
import dev.handoff.worker.attempt.text.Markdown;
import dev.handoff.worker.attempt.text.PlainText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The section of a report that lists the job's changes to files that decide its checks. */
record ReportTouched(List<CheckResult> checks) {

  private static final int BYTES = 6 * 1024;

  /** Empty if there are no such changes. */
  String text() {
    StringBuilder text = new StringBuilder();
    int left = 0;
    for (Map.Entry<Touched, List<String>> each : byFile().entrySet()) {
      String entry = entry(each.getKey(), each.getValue());
      if (left > 0 || bytes(text.toString()) + bytes(entry) > BYTES) {
        left++;
      } else {
        text.append(entry);
      }
    }
    if (text.isEmpty()) {
      return "";
    }
    String more = left == 0 ? "" : "\n- and %d more\n".formatted(left);
    return "\n## Look at this first\n\nThe job changed what decides its checks. Their verdict rests on it.\n"
        + text
        + more;
  }

  private Map<Touched, List<String>> byFile() {
    Map<Touched, List<String>> all = new LinkedHashMap<>();
    for (CheckResult check : checks) {
      for (Touched touched : check.touched() == null ? List.<Touched>of() : check.touched()) {
        all.computeIfAbsent(touched, file -> new ArrayList<>()).add(check.name());
      }
    }
    return all;
  }

  private static String entry(Touched touched, List<String> checks) {
    String what =
        switch (touched.what()) {
          case DEFINITION -> "says what is run";
          case TEST_DELETED -> "tests deleted";
          case TEST_SKIPPED -> "tests skipped";
        };
    String names = Markdown.inline(PlainText.line(String.join(", ", checks), 200));
    String lines = PlainText.clean(String.join("\n", touched.lines()));
    return "\n- %s: %s (%s)\n%s"
        .formatted(
            Report.code(PlainText.line(touched.path(), 300)),
            what,
            names,
            lines.isBlank() ? "" : "\n" + Report.fenced(lines));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
