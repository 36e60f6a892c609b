package dev.handoff.worker.attempt.change;

import dev.handoff.worker.attempt.git.Change;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds new files that look like leftovers of tools, by their names alone. A repository may well
 * have files of such names, so they count like any other, and people get advice. Pure.
 */
public final class ToolFiles {

  private static final int NAMED = 3;

  private static final Set<String> FOLDERS =
      Set.of(
          "__pycache__",
          "node_modules",
          ".pytest_cache",
          ".mypy_cache",
          ".ruff_cache",
          ".hypothesis",
          ".tox",
          ".nox",
          ".venv",
          ".gradle",
          "target");

  private static final Pattern FILE =
      Pattern.compile("\\.DS_Store|Thumbs\\.db|\\.coverage|.*\\.py[co]|.*\\.sw[op]");

  private ToolFiles() {}

  /** What to do about them; empty if there are none. */
  public static Optional<String> remedy(Collection<Change> changes) {
    List<String> found =
        changes.stream()
            .filter(change -> change.isNew() && isToolFile(change.path()))
            .map(Change::shownPath)
            .toList();
    return found.isEmpty() ? Optional.empty() : Optional.of(text(found));
  }

  private static String text(List<String> found) {
    String more = found.size() > NAMED ? " and %d more".formatted(found.size() - NAMED) : "";
    return "%s%s: these look like what tools leave behind. Name them in a .gitignore and commit that, or have the job remove them."
        .formatted(String.join(", ", found.subList(0, Math.min(NAMED, found.size()))), more);
  }

  private static boolean isToolFile(String path) {
    String[] names = path.split("/");
    boolean isInside = Stream.of(names).limit(names.length - 1L).anyMatch(FOLDERS::contains);
    return isInside || FILE.matcher(names[names.length - 1]).matches();
  }
}
