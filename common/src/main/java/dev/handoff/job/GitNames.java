package dev.handoff.job;

import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Recognizes names that git treats as its own, on this host or on a file system with other rules
 * for names. Below such a folder even {@code git status} would apply settings that a job wrote, and
 * these can start programs. Pure.
 */
public final class GitNames {

  // Characters that HFS+ ignores in names: see git's fsck.gitDotgit.
  private static final Pattern IGNORED =
      Pattern.compile("[\\u200c-\\u200f\\u202a-\\u202e\\u206a-\\u206f\\ufeff]");
  // NTFS ignores dots and spaces at the end, and everything after a colon.
  private static final Pattern NTFS_END = Pattern.compile("(?::.*+|[. ]++)$");
  private static final Set<String> GITS = Set.of(".git", "git~1");

  private static final int HEAD = 1;
  private static final int OBJECTS = 2;
  private static final int REFS = 4;
  private static final int COMMON = 8;
  private static final Map<String, Integer> PARTS =
      Map.of("head", HEAD, "objects", OBJECTS, "refs", REFS, "commondir", COMMON);

  private static final Set<String> GIT_PARTS =
      Set.of(
          "head",
          "objects",
          "refs",
          "commondir",
          "config",
          "config.worktree",
          "hooks",
          "info",
          "packed-refs");

  private GitNames() {}

  /** Whether git would treat a file or folder of that name as the repository of its folder. */
  public static boolean isGits(String name) {
    for (String part : name.split("\\\\")) {
      if (GITS.contains(folded(part))) {
        return true;
      }
    }
    return false;
  }

  /**
   * The files that belong to a folder that git would treat as a bare repository: one with HEAD,
   * objects and refs, or with HEAD and a file that says where these are.
   *
   * @param files all files, with slashes
   * @param changed the files to check
   */
  public static Set<String> inBareRepositories(
      Collection<String> changed, Collection<String> files) {
    Folder root = new Folder();
    files.forEach(root::add);
    Set<String> found = new TreeSet<>();
    for (String path : changed) {
      if (root.isPartOfARepository(path)) {
        found.add(path);
      }
    }
    return found;
  }

  /** What a folder contains of a bare repository. */
  private static final class Folder {

    private final Map<String, Folder> folders = new HashMap<>();
    private int parts;

    private void add(String path) {
      Folder at = this;
      String[] names = path.split("/");
      for (int i = 0; i < names.length; i++) {
        String name = folded(names[i]);
        at.parts |= PARTS.getOrDefault(name, 0);
        at = i + 1 < names.length ? at.folders.computeIfAbsent(name, any -> new Folder()) : at;
      }
    }

    private boolean isPartOfARepository(String path) {
      Folder at = this;
      for (String each : path.split("/")) {
        String name = folded(each);
        if (at != null && at.isRepository() && GIT_PARTS.contains(name)) {
          return true;
        }
        at = at == null ? null : at.folders.get(name);
      }
      return false;
    }

    private boolean isRepository() {
      boolean isWhole = (parts & OBJECTS) != 0 && (parts & REFS) != 0;
      return (parts & HEAD) != 0 && (isWhole || (parts & COMMON) != 0);
    }
  }

  private static String folded(String name) {
    String plain = IGNORED.matcher(name).replaceAll("").toLowerCase(Locale.ROOT);
    return NTFS_END.matcher(plain).replaceFirst("");
  }
}
