package dev.handoff.worker.attempt;

import java.nio.charset.StandardCharsets;

/** The end of a report: where the result is, and the commands to look at it, apply it, drop it. */
final class ReportClosing {

  private final Report report;

  ReportClosing(Report report) {
    this.report = report;
  }

  String text() {
    if (report.branch() != null && report.branch().pushedTo() != null) {
      return branch();
    }
    return report.patch() == null ? nothing() : patch();
  }

  private String branch() {
    return """

        ## Result

        Branch `%1$s` in %2$s: one commit on the base, nothing checked out.%5$s

        ```sh
        # look
        git -C %3$s diff %4$s...%1$s --stat
        git -C %3$s show %1$s
        # apply to the branch that is checked out; if it has moved on: cherry-pick
        git -C %3$s merge --ff-only %1$s
        git -C %3$s cherry-pick %1$s
        # drop
        git -C %3$s branch -D %1$s
        ```
        """
        .formatted(
            report.branch().name(),
            Report.code(PlainText.line(report.branch().pushedTo(), 1000)),
            quote(report.branch().pushedTo()),
            report.order().brief().scope().ref(),
            patchNote());
  }

  private String patchNote() {
    return report.patch() == null
        ? ""
        : " The same as a patch of %d bytes: `handoff result %s --output patch`."
            .formatted(report.patch().bytes(), report.order().job());
  }

  private String patch() {
    String repo = report.order().brief().scope().repo();
    String target = PathSource.pathOf(repo).map(path -> " -C " + quote(path)).orElse("");
    return """

        ## Result

        %1$s The changes%2$s are a patch of %3$d bytes against the base commit.

        ```sh
        # look
        handoff result %4$s --output patch | git%5$s apply --stat
        # apply
        handoff result %4$s --output patch | git%5$s apply --index
        # drop: nothing to do, nothing was written to the repository
        ```
        """
        .formatted(
            report.isPartial() ? "No branch, since the job did not complete." : "No branch.",
            report.isPartial() ? " so far" : "",
            report.patch().bytes(),
            report.order().job(),
            target);
  }

  private String nothing() {
    return """

        ## Result

        No changes, so no branch and no patch: nothing to look at, apply or drop. The log:

        ```sh
        handoff result %s --output log
        ```
        """
        .formatted(report.order().job());
  }

  /** As a shell takes it for exactly this word: a command in a report must not act elsewhere. */
  static String quote(String word) {
    if (word.matches("[A-Za-z0-9_./:@%+=,-]+")) {
      return word;
    }
    if (PlainText.clean(word).equals(word) && word.indexOf('\n') < 0) {
      return "'" + word.replace("'", "'\\''") + "'";
    }
    // What a reader cannot see is spelled by its bytes, as bash takes it.
    StringBuilder text = new StringBuilder("$'");
    for (byte each : word.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = each > ' ' && each < 0x7f && each != '\'' && each != '\\';
      text.append(plain ? String.valueOf((char) each) : "\\x%02x".formatted(each & 0xff));
    }
    return text.append("'").toString();
  }
}
