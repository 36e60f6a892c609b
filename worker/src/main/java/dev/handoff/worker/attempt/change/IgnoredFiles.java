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
 * Files that the base commit's rules ignore, by path with size and time: enough to tell which of
 * them the job wrote. They are not read, for they may be many and large.
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

  /** Those of the paths that are new or not as they were, in order. */
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

  // Of what cannot be opened here, nothing is known but the name.
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
