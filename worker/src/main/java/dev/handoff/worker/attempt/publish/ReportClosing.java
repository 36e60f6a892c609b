package dev.handoff.worker.attempt.publish;

import dev.handoff.brief.Brief.Output;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Branch;
import dev.handoff.worker.attempt.source.PathSource;
import dev.handoff.worker.attempt.text.PlainText;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/** The end of a report: the place of the result, and the commands to inspect, apply and drop it. */
final class ReportClosing {

  private final Report report;
  private final Products products;

  ReportClosing(Report report) {
    this.report = report;
    this.products = report.products();
  }

  String text() {
    return "\n## Result\n\n" + notes() + pullRequest() + result() + artifacts();
  }

  private String result() {
    Branch branch = products.branch();
    if (branch != null && branch.pushedTo() != null) {
      String to = branch.pushedTo();
      return PathSource.isPath(to) ? branch(branch.name(), to) : pushed(branch.name(), to);
    }
    return products.patch() == null ? nothing() : patch(products.patch());
  }

  private String notes() {
    return Stream.concat(products.undelivered().stream(), products.notes().stream())
        .map(note -> Report.quoted(note) + "\n")
        .reduce("", String::concat);
  }

  private String pullRequest() {
    if (products.pullRequest() != null) {
      return "Pull request: " + products.pullRequest() + "\n\n";
    }
    boolean isMissing =
        products.branch() != null && report.order().brief().output().contains(Output.PULL_REQUEST);
    return isMissing
        ? "In a clone with your own log-in: `handoff apply --pull-request %s`.\n\n"
            .formatted(report.order().job())
        : "";
  }

  private String branch(String name, String to) {
    return """
        Branch `%1$s` in %2$s: one commit on the base, nothing checked out.%5$s

        ```sh
        # look
        git -C %3$s diff %4$s...%1$s --stat
        git -C %3$s show %1$s
        # apply: stage the changes on what is checked out, or take the commit as it is
        handoff apply %6$s --repo %3$s
        git -C %3$s merge %1$s
        # drop
        git -C %3$s branch -D %1$s
        ```
        """
        .formatted(
            name,
            Report.code(PlainText.line(to, 1000)),
            quote(to),
            report.order().brief().scope().ref(),
            patchNote(),
            report.order().job());
  }

  private String pushed(String name, String to) {
    return """
        Branch `%1$s` in %2$s: one commit on the base.%5$s

        ```sh
        # look
        git fetch %3$s %1$s && git diff %4$s...FETCH_HEAD
        # apply: stage the changes in a clone, or take the commit as it is
        handoff apply %6$s
        git fetch %3$s %1$s && git merge FETCH_HEAD
        # drop
        git push %3$s --delete %1$s
        ```
        """
        .formatted(
            name,
            Report.code(PlainText.line(to, 1000)),
            quote(to),
            report.order().brief().scope().ref(),
            patchNote(),
            report.order().job());
  }

  private String patchNote() {
    return products.patch() == null
        ? ""
        : " The same as a patch of %d bytes: `handoff result %s --output patch`."
            .formatted(products.patch().bytes(), report.order().job());
  }

  private String patch(Artifact patch) {
    String repo = report.order().repo();
    String target = PathSource.pathOf(repo).map(path -> " --repo " + quote(path)).orElse("");
    String flag = report.isPartial() ? " --even-if-failed" : "";
    return """
        %1$s The changes%2$s are a patch of %3$d bytes against the base commit.

        ```sh
        # look
        handoff result %4$s --output patch
        # apply: stage the changes on what is checked out, or make the branch%7$s
        handoff apply %4$s%6$s%5$s
        handoff apply --branch %4$s%6$s%5$s
        # drop: nothing to do, nothing was written to the repository
        ```
        """
        .formatted(
            report.isPartial() ? "No branch, since the job did not complete." : "No branch.",
            report.isPartial() ? " so far" : "",
            patch.bytes(),
            report.order().job(),
            target,
            flag,
            report.isPartial() ? "; they are evidence, and not a result" : "");
  }

  private String nothing() {
    return """
        %s The log:

        ```sh
        handoff result %s --output log
        ```
        """
        .formatted(why(), report.order().job());
  }

  private String why() {
    if (!report.changes().isEmpty()) {
      return "No patch was published: nothing to apply or drop.";
    }
    return products.kept().isEmpty()
        ? "No changes, so no branch and no patch: nothing to look at, apply or drop."
        : "No changes, so no branch and no patch.";
  }

  private String artifacts() {
    return products.files().isEmpty() && products.kept().isEmpty()
        ? ""
        : """

        The artifacts, into a new folder:

        ```sh
        handoff result %1$s --output artifacts --to %1$s
        ```
        """
            .formatted(report.order().job());
  }

  /**
   * Quotes a word so that a shell takes exactly this word: a command in a report must not act
   * elsewhere.
   */
  static String quote(String word) {
    if (word.matches("[A-Za-z0-9_./:@%+=,-]+")) {
      return word;
    }
    if (PlainText.clean(word).equals(word) && word.indexOf('\n') < 0) {
      return "'" + word.replace("'", "'\\''") + "'";
    }
    // Characters that a reader cannot see are written as bytes, in bash's syntax.
    StringBuilder text = new StringBuilder("$'");
    for (byte each : word.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = each > ' ' && each < 0x7f && each != '\'' && each != '\\';
      text.append(plain ? String.valueOf((char) each) : "\\x%02x".formatted(each & 0xff));
    }
    return text.append("'").toString();
  }
}
