package dev.handoff.worker.attempt.touched;

import dev.handoff.brief.Command;
import dev.handoff.brief.lint.DefinitionFiles;
import dev.handoff.job.JobResult.Touched;
import dev.handoff.job.JobResult.Touched.What;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the job's changes to files that decide the verdict of its checks.
 *
 * @param diffs of the files for which {@link #mayMatter} is true
 */
public record TouchedFiles(List<FileDiff> diffs) {

  private static final int MOST_LINES = 12;
  private static final int LINE_LENGTH = 160;

  public TouchedFiles {
    diffs = List.copyOf(diffs);
  }

  /** Whether the content of a changed file has to be inspected. */
  public static boolean mayMatter(String path) {
    return DefinitionFiles.matches(path) || TestFiles.matches(path);
  }

  /** The changes that matter for this check. */
  public List<Touched> of(Command check) {
    Predicate<String> isRead = DefinitionFiles.readBy(check);
    Set<String> declaredAnew = new HashSet<>();
    for (FileDiff diff : diffs) {
      diff.added().forEach(line -> TestFiles.declared(line).ifPresent(declaredAnew::add));
    }
    List<Touched> touched = new ArrayList<>();
    for (FileDiff diff : diffs) {
      if (isRead.test(diff.path())) {
        touched.add(touched(diff, What.DEFINITION, diff.lines()));
      } else if (TestFiles.matches(diff.path())) {
        addTests(diff, declaredAnew, touched);
      }
    }
    return touched;
  }

  private void addTests(FileDiff diff, Set<String> declaredAnew, List<Touched> touched) {
    List<String> gone =
        diff.removed().stream()
            .filter(line -> TestFiles.declared(line).filter(declaredAnew::contains).isEmpty())
            .filter(line -> TestFiles.declared(line).isPresent())
            .map(line -> "-" + line)
            .toList();
    if (!gone.isEmpty() || isGoneWhole(diff)) {
      touched.add(touched(diff, What.TEST_DELETED, gone));
    }
    Set<String> before = diff.removed().stream().map(String::strip).collect(Collectors.toSet());
    List<String> off =
        diff.added().stream()
            .filter(line -> TestFiles.turnsOff(line) && !before.contains(line.strip()))
            .map(line -> "+" + line)
            .toList();
    if (!off.isEmpty()) {
      touched.add(touched(diff, What.TEST_SKIPPED, off));
    }
  }

  /** Deleted and not moved, although nothing in it looks like a test. */
  private boolean isGoneWhole(FileDiff diff) {
    return diff.kind() == FileDiff.Kind.DELETED
        && diff.removed().stream().allMatch(line -> TestFiles.declared(line).isEmpty())
        && diffs.stream().noneMatch(other -> other.added().equals(diff.removed()));
  }

  private static Touched touched(FileDiff diff, What what, List<String> lines) {
    Stream<String> shown = lines.stream().limit(MOST_LINES).map(TouchedFiles::cut);
    int more = lines.size() - MOST_LINES;
    return new Touched(
        diff.path(),
        what,
        more > 0
            ? Stream.concat(shown, Stream.of("… %d more".formatted(more))).toList()
            : shown.toList());
  }

  private static String cut(String line) {
    return line.length() > LINE_LENGTH ? line.substring(0, LINE_LENGTH) + "…" : line;
  }
}
