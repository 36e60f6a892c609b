package dev.handoff.worker.attempt.change;

import dev.handoff.worker.attempt.git.TreeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files that the base commit's rules ignore, by path with size and time: enough to find which
 * of them the job wrote. They are not read, since they may be many and large.
 */
record IgnoredFiles(Map<String, String> files) {

  static final IgnoredFiles NONE = new IgnoredFiles(Map.of());

  IgnoredFiles {
    files = Map.copyOf(files);
  }

  static IgnoredFiles of(Path tree, Collection<String> paths) {
    Map<String, String> files = new HashMap<>();
    paths.forEach(path -> files.put(path, state(tree, path)));
    return new IgnoredFiles(files);
  }

  /** The paths that are new or changed, in order. */
  List<String> changed(Path tree, Collection<String> paths) {
    List<String> changed = new ArrayList<>();
    for (String path : paths) {
      String before = files.get(path);
      if (before == null || !before.equals(state(tree, path))) {
        changed.add(path);
      }
    }
    return changed.stream().sorted().toList();
  }

  // For a file that cannot be opened here only the name is known.
  private static String state(Path tree, String path) {
    Optional<Path> file = TreeFiles.find(tree, path);
    if (file.isEmpty()) {
      return "";
    }
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file.get(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return attributes.size() + " " + attributes.lastModifiedTime();
    } catch (IOException e) {
      return "";
    }
  }
}
