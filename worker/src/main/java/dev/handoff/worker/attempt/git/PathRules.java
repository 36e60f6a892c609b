package dev.handoff.worker.attempt.git;

import dev.handoff.worker.attempt.git.Git.GitException;
import dev.handoff.worker.attempt.git.Git.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Matches paths by .gitignore rules with git's own engine, in a folder that has only the rules and
 * nothing of the job.
 */
public final class PathRules {

  private final JobTree tree;

  public PathRules(JobTree tree) {
    this.tree = tree;
  }

  /** The paths that the globs match; the globs are relative to the brief's folder. */
  public Set<String> matching(List<String> globs, Collection<String> paths)
      throws IOException, InterruptedException {
    return matching(globs, Git.shown(tree.prefix()), paths);
  }

  /** The same with globs that are relative to the root of the repository. */
  public Set<String> matchingFromRoot(List<String> globs, Collection<String> paths)
      throws IOException, InterruptedException {
    return matching(globs, "", paths);
  }

  private Set<String> matching(List<String> globs, String prefix, Collection<String> paths)
      throws IOException, InterruptedException {
    if (globs.isEmpty() || paths.isEmpty()) {
      return Set.of();
    }
    Path rules = Files.createTempDirectory(tree.workspace().rules(), "globs");
    Path folder = rules.resolve(prefix);
    Files.createDirectories(folder);
    Files.writeString(folder.resolve(".gitignore"), String.join("\n", globs) + "\n");
    return matched(rules, paths);
  }

  /** The paths that the base commit's own rules ignore; rules that the job wrote do not count. */
  public Set<String> ignoredAtBase(Collection<String> paths)
      throws IOException, InterruptedException {
    List<String> files =
        tree.base().paths().stream()
            .filter(path -> path.equals(".gitignore") || path.endsWith("/.gitignore"))
            .toList();
    if (files.isEmpty() || paths.isEmpty()) {
      return Set.of();
    }
    Path rules = Files.createTempDirectory(tree.workspace().rules(), "base");
    new BaseFiles(tree).writeTo(rules, files);
    return matched(rules, paths);
  }

  /**
   * The paths that these rules alone ignore.
   *
   * @param byFolder the content of a .gitignore for each folder; this host can open their names
   */
  public Set<String> ignoredBy(Map<String, byte[]> byFolder, Collection<String> paths)
      throws IOException, InterruptedException {
    Path rules = Files.createTempDirectory(tree.workspace().rules(), "own");
    for (Map.Entry<String, byte[]> each : byFolder.entrySet()) {
      Path folder = Files.createDirectories(rules.resolve(Git.shown(each.getKey())));
      Files.write(folder.resolve(".gitignore"), each.getValue());
    }
    return matched(rules, paths);
  }

  private Set<String> matched(Path rules, Collection<String> paths)
      throws IOException, InterruptedException {
    Place place = new Place(tree.workspace().repository(), rules, null);
    // With ./ git never reads a path as one of its magic patterns.
    byte[] input = Git.joined(paths.stream().map(path -> "./" + path).toList());
    try {
      byte[] output =
          tree.git().run(place, input, List.of("check-ignore", "--no-index", "-z", "--stdin"));
      return Git.records(output).stream()
          .map(path -> path.substring(2))
          .collect(Collectors.toSet());
    } catch (GitException e) {
      if (e.exit() == 1) {
        return Set.of();
      }
      throw e;
    }
  }
}
