package dev.handoff.brief.lint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** The files of a commit, for checks before a job works on it. */
public final class CommitFiles {

  private static final String EXECUTABLE = "100755";
  private static final String LINK = "120000";
  private static final String SUBMODULE = "160000";

  private final TreeMap<String, String> modes;
  private final UnaryOperator<String> reader;
  private final Set<String> folders = new HashSet<>();

  /**
   * @param modes of all files by path, both in git's form
   * @param reader returns the text of an existing file
   */
  public CommitFiles(Map<String, String> modes, UnaryOperator<String> reader) {
    this.modes = new TreeMap<>(modes);
    this.reader = reader;
    for (String file : modes.keySet()) {
      for (int end = file.lastIndexOf('/'); end > 0; end = file.lastIndexOf('/', end - 1)) {
        if (!folders.add(file.substring(0, end))) {
          break;
        }
      }
    }
  }

  /** All paths in byte order. */
  public Set<String> paths() {
    return Collections.unmodifiableSet(modes.keySet());
  }

  public boolean hasFile(String path) {
    return modes.containsKey(path);
  }

  public boolean hasFolder(String path) {
    return path.isEmpty() || folders.contains(path);
  }

  public String text(String path) {
    return reader.apply(path);
  }

  boolean isExecutable(String path) {
    String mode = modes.get(path);
    return EXECUTABLE.equals(mode) || LINK.equals(mode);
  }

  /** Whether the path leads through a link or a submodule, so that its content is unknown. */
  boolean leadsElsewhere(String path) {
    for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
      String mode = modes.get(path.substring(0, end));
      if (LINK.equals(mode) || SUBMODULE.equals(mode)) {
        return true;
      }
    }
    return false;
  }

  /** The names of the files directly in a folder. */
  public List<String> namesIn(String folder) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    List<String> names = new ArrayList<>();
    for (String path : modes.tailMap(prefix).keySet()) {
      if (!path.startsWith(prefix)) {
        break;
      }
      if (path.indexOf('/', prefix.length()) < 0) {
        names.add(path.substring(prefix.length()));
      }
    }
    return names;
  }
}
