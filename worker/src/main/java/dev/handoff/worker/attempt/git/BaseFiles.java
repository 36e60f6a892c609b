package dev.handoff.worker.attempt.git;

import dev.handoff.worker.attempt.git.Git.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes files as they are at the base commit. */
public final class BaseFiles {

  private final JobTree tree;

  public BaseFiles(JobTree tree) {
    this.tree = tree;
  }

  /** An index of the base commit. */
  public Path index() throws IOException, InterruptedException {
    Path index = tree.workspace().folder().resolve("base-index");
    if (!Files.exists(index)) {
      tree.base().writeIndex(tree.git(), place(null, index));
    }
    return index;
  }

  /**
   * Writes their exact bytes. Replaces what is there, also a link or a folder in the way; no link
   * is followed.
   */
  void writeTo(Path folder, Collection<String> paths) throws IOException, InterruptedException {
    write(place(folder, index()), paths);
  }

  /** The modes of the regular files among them, not of links and submodules. */
  public Map<String, String> fileModes(Collection<String> paths)
      throws IOException, InterruptedException {
    Set<String> wanted = Set.copyOf(paths);
    Map<String, String> modes = new HashMap<>();
    byte[] entries = tree.git().run(place(null, index()), "ls-files", "-s", "-z");
    for (String entry : Git.records(entries)) {
      String path = entry.substring(entry.indexOf('\t') + 1);
      String mode = entry.substring(0, entry.indexOf(' '));
      if (wanted.contains(path) && Change.isFile(mode)) {
        modes.put(path, mode);
      }
    }
    return modes;
  }

  private Place place(@Nullable Path files, Path index) {
    return new Place(tree.workspace().repository(), files, index);
  }

  private void write(Place place, Collection<String> paths)
      throws IOException, InterruptedException {
    tree.git()
        .run(place, Git.joined(paths), List.of("checkout-index", "-f", "-q", "-z", "--stdin"));
  }
}
