package dev.handoff.worker.attempt;

import dev.handoff.worker.attempt.Git.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes files as they are at the base commit. */
final class BaseFiles {

  private final Attempt attempt;

  BaseFiles(Attempt attempt) {
    this.attempt = attempt;
  }

  /** The base commit's index. */
  Path index() throws IOException, InterruptedException {
    Path index = attempt.workspace().folder().resolve("base-index");
    if (!Files.exists(index)) {
      attempt.git().run(place(null, index), "read-tree", attempt.base());
    }
    return index;
  }

  /**
   * Writes their very bytes. Replaces what is there, also a link or a folder in the way; no link is
   * followed.
   */
  void writeTo(Path tree, Collection<String> paths) throws IOException, InterruptedException {
    write(place(tree, index()), paths);
  }

  /** The modes of those that are files, and no links or submodules. */
  Map<String, String> fileModes(Collection<String> paths) throws IOException, InterruptedException {
    Set<String> wanted = Set.copyOf(paths);
    Map<String, String> modes = new HashMap<>();
    byte[] entries = attempt.git().run(place(null, index()), "ls-files", "-s", "-z");
    for (String entry : Git.records(entries)) {
      String path = entry.substring(entry.indexOf('\t') + 1);
      String mode = entry.substring(0, entry.indexOf(' '));
      if (wanted.contains(path) && Change.isFile(mode)) {
        modes.put(path, mode);
      }
    }
    return modes;
  }

  private Place place(Path tree, Path index) {
    return new Place(attempt.workspace().repository(), tree, index);
  }

  private void write(Place place, Collection<String> paths)
      throws IOException, InterruptedException {
    attempt
        .git()
        .run(place, Git.joined(paths), List.of("checkout-index", "-f", "-q", "-z", "--stdin"));
  }
}
