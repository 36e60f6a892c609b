package dev.handoff.worker.attempt.change;

import dev.handoff.worker.attempt.git.CaseClash;
import dev.handoff.worker.attempt.git.JobTree;
import dev.handoff.worker.attempt.git.PathRules;
import dev.handoff.worker.attempt.git.TreeFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds the folders that tools make for themselves and hide from git, such as the caches of pytest:
 * new ones whose own {@code .gitignore} ignores all files in them, including itself. For git these
 * folders are empty. If the base commit has the folder, in any case of its name, or setup left it,
 * all files in it count: the job could hide a change there.
 */
final class SelfIgnored {

  private static final String NAME = "/.gitignore";
  // Tools write a line or two, and their folders are not deep.
  private static final int RULES_BYTES = 64 * 1024;
  private static final int PATH = 1000;

  private final JobTree tree;
  private final SetupLeft setup;

  SelfIgnored(JobTree tree, SetupLeft setup) {
    this.tree = tree;
    this.setup = setup;
  }

  /**
   * The topmost of these folders, in git's spelling.
   *
   * @param untracked files that the base commit's rules do not ignore
   * @param forced files that the job made git track anyway: a folder with one is not all hidden
   * @param repositories every {@code .git} of the tree: git shows the folder that contains it,
   *     whatever is ignored in that folder
   */
  Set<String> among(
      Collection<String> untracked, Set<String> forced, Collection<String> repositories)
      throws IOException, InterruptedException {
    Set<String> holders =
        repositories.stream()
            .map(path -> path.substring(0, path.lastIndexOf('/')))
            .collect(Collectors.toSet());
    Map<String, byte[]> rules = new HashMap<>();
    for (String path : untracked) {
      String folder = folderOf(path);
      if (!folder.isEmpty() && !holders.contains(folder)) {
        byte[] text = rules(path);
        if (hasStar(text)) {
          rules.put(folder, text);
        }
      }
    }
    rules.keySet().removeAll(known(rules.keySet()));
    return rules.isEmpty() ? Set.of() : topmost(whole(rules, untracked, forced));
  }

  /** Whether the file may hide the folder that contains it. */
  static boolean isRules(String path) {
    return path.endsWith(NAME);
  }

  /** Empty if the path is not a folder's rules file, or cannot be opened here. */
  private String folderOf(String path) {
    boolean isFound =
        isRules(path)
            && path.length() < PATH
            && TreeFiles.find(tree.workspace().tree(), path).isPresent();
    return isFound ? path.substring(0, path.length() - NAME.length()) : "";
  }

  // Git does not follow a link of that name either.
  private byte[] rules(String path) throws IOException {
    Path file = TreeFiles.find(tree.workspace().tree(), path).orElseThrow();
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return new byte[0];
    }
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(RULES_BYTES);
    }
  }

  private static boolean hasStar(byte[] rules) {
    String text = new String(rules, StandardCharsets.ISO_8859_1);
    return text.lines().anyMatch(line -> line.stripTrailing().equals("*"));
  }

  /** The folders in which the base commit or setup has a file, or in whose place it has a file. */
  private Set<String> known(Set<String> folders) {
    Set<String> wanted = folders.stream().map(CaseClash::fold).collect(Collectors.toSet());
    Set<String> known = new HashSet<>();
    if (!wanted.isEmpty()) {
      tree.base().paths().forEach(path -> addKnown(path, wanted, known));
      setup.files().keySet().stream()
          .filter(path -> !setup.isSelfIgnored(path))
          .forEach(path -> addKnown(path, wanted, known));
    }
    return folders.stream()
        .filter(folder -> known.contains(CaseClash.fold(folder)))
        .collect(Collectors.toSet());
  }

  private static void addKnown(String path, Set<String> wanted, Set<String> known) {
    for (String prefix : CaseClash.prefixes(path)) {
      String folded = CaseClash.fold(prefix);
      if (wanted.contains(folded)) {
        known.add(folded);
      }
    }
  }

  /** The folders in which git would show nothing, by these rules alone. */
  private Set<String> whole(
      Map<String, byte[]> rules, Collection<String> untracked, Set<String> forced)
      throws IOException, InterruptedException {
    Set<String> inside =
        untracked.stream()
            .filter(path -> isBelow(path, rules.keySet()))
            .collect(Collectors.toCollection(HashSet::new));
    Set<String> hidden = new PathRules(tree).ignoredBy(rules, inside);
    inside.removeIf(path -> hidden.contains(path) && !forced.contains(path));
    Set<String> whole = new TreeSet<>(rules.keySet());
    inside.forEach(path -> whole.removeAll(CaseClash.prefixes(path)));
    return whole;
  }

  private static Set<String> topmost(Set<String> folders) {
    Set<String> topmost = new TreeSet<>(folders);
    topmost.removeIf(folder -> isBelow(folder, folders));
    return topmost;
  }

  /** Whether a path is in one of the folders. */
  static boolean isBelow(String path, Set<String> folders) {
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      if (folders.contains(path.substring(0, slash))) {
        return true;
      }
    }
    return false;
  }

  /** The folder that contains a path. */
  static String folder(String path, Set<String> folders) {
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      if (folders.contains(path.substring(0, slash))) {
        return path.substring(0, slash);
      }
    }
    throw new IllegalArgumentException(path + " is in none of " + folders);
  }
}
