package dev.handoff.worker.attempt.git;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Names many files for people by the few folders that contain them. Pure. */
public final class PathGroups {

  private static final int NAMED = 10;
  private static final int LISTED = 5;

  private PathGroups() {}

  /**
   * The topmost folders of these files that contain no other files, with the number of files in
   * each; a file in none of them stands by its own name.
   */
  public static String text(Collection<String> paths, Collection<String> others) {
    Set<String> known = new HashSet<>();
    others.forEach(path -> known.addAll(CaseClash.prefixes(path)));
    Map<String, Integer> counts = new TreeMap<>();
    paths.forEach(path -> counts.merge(group(path, known), 1, Integer::sum));
    return text(counts);
  }

  private static String group(String path, Set<String> known) {
    return CaseClash.prefixes(path).stream()
        .filter(prefix -> !known.contains(prefix) && !prefix.equals(path))
        .findFirst()
        .map(folder -> folder + "/")
        .orElse(path);
  }

  /** Lists folders, which end with a slash, with their number of files, and files. */
  public static String text(Map<String, Integer> counts) {
    String more = counts.size() > NAMED ? " and %d more".formatted(counts.size() - NAMED) : "";
    return counts.entrySet().stream()
            .limit(NAMED)
            .map(each -> named(each.getKey(), each.getValue()))
            .collect(Collectors.joining(", "))
        + more;
  }

  /** The first of the paths, and how many more there are. */
  public static String list(List<String> paths) {
    return String.join(", ", paths.subList(0, Math.min(LISTED, paths.size())))
        + (paths.size() > LISTED ? " and %d more".formatted(paths.size() - LISTED) : "");
  }

  private static String named(String path, int count) {
    return path.endsWith("/")
        ? "%s (%d %s)".formatted(Change.shown(path), count, count == 1 ? "file" : "files")
        : Change.shown(path);
  }
}
