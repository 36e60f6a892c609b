package dev.handoff.brief.lint;

import dev.handoff.brief.lint.LintWarning.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects findings. */
final class Findings {

  private final List<LintWarning> found = new ArrayList<>();

  void warn(String path, String text, String remedy) {
    found.add(new LintWarning(Severity.WARNING, path, text, remedy));
  }

  void advise(String path, String text, String remedy) {
    found.add(new LintWarning(Severity.ADVICE, path, text, remedy));
  }

  void note(String path, String text) {
    found.add(new LintWarning(Severity.NOTE, path, text, null));
  }

  /** All findings by severity, then in the order in which they were found. */
  List<LintWarning> worstFirst() {
    return found.stream().sorted(Comparator.comparing(LintWarning::severity)).toList();
  }
}
