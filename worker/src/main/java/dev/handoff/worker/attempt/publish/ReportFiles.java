package dev.handoff.worker.attempt.publish;

import dev.handoff.worker.attempt.change.Renames;
import dev.handoff.worker.attempt.git.Change;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The section of a report that lists the changed files. */
record ReportFiles(List<Change> changes, Renames renames) {

  private static final int FILES = 100;
  private static final int BYTES = 6 * 1024;

  String text() {
    List<Change> shown = changes.stream().filter(change -> !renames.isFrom(change)).toList();
    StringBuilder text = new StringBuilder("\n## Files changed (" + shown.size() + ")\n\n");
    int listed = 0;
    for (Change change : shown) {
      String line = line(change);
      if (listed == FILES || bytes(text.toString()) + bytes(line) > BYTES) {
        text.append("- and %d more\n".formatted(shown.size() - listed));
        break;
      }
      text.append(line);
      listed++;
    }
    return shown.isEmpty() ? text + "None.\n" : text.toString();
  }

  private String line(Change change) {
    Optional<Renames.Rename> moved = renames.to(change);
    int added = moved.map(Renames.Rename::added).orElse(change.added());
    int removed = moved.map(Renames.Rename::removed).orElse(change.removed());
    String count = added < 0 ? "binary" : "+%d -%d".formatted(added, removed);
    String kind =
        moved
            .map(rename -> ", moved from " + Report.code(Change.shown(rename.from())))
            .orElseGet(() -> kind(change));
    return "- %s %s%s\n".formatted(Report.code(change.shownPath()), count, kind);
  }

  private static String kind(Change change) {
    if (change.isNew()) {
      return ", new";
    }
    boolean isMode = !change.isDeleted() && !change.oldMode().equals(change.newMode());
    String mode = ", mode %s was %s".formatted(change.newMode(), change.oldMode());
    return change.isDeleted() ? ", deleted" : isMode ? mode : "";
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
