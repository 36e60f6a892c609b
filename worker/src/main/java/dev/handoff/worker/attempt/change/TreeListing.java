package dev.handoff.worker.attempt.change;

import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How the files of a tree differ from an index, found with one start of git that writes nothing.
 *
 * @param others files that are not in the index, whatever ignores them
 * @param changed files of the index with another content, kind or mode
 * @param deleted files of the index that do not exist
 */
record TreeListing(List<String> others, List<String> changed, List<String> deleted) {

  static TreeListing of(Git git, Place place) throws IOException, InterruptedException {
    List<String> others = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    List<String> deleted = new ArrayList<>();
    for (String record : Git.records(git.run(place, "ls-files", "-t", "-o", "-m", "-d", "-z"))) {
      String path = record.substring(2);
      switch (record.charAt(0)) {
        case '?' -> others.add(path);
        case 'R' -> deleted.add(path);
        case 'C' -> changed.add(path);
        default -> throw new IOException("git lists a file in an unknown state: " + record);
      }
    }
    return new TreeListing(others, changed, deleted);
  }

  /** Only the files that are not in the index. */
  static List<String> others(Git git, Place place) throws IOException, InterruptedException {
    return Git.records(git.run(place, "ls-files", "-o", "-z"));
  }

  /**
   * Whether the tree is the index's, file by file. A link in the place of a folder would show as
   * one of the others.
   */
  boolean isEmpty() {
    return others.isEmpty() && changed.isEmpty() && deleted.isEmpty();
  }

  /** Whether all that differs are contents and modes of files in their places. */
  boolean hasOnlyChanged() {
    return others.isEmpty() && deleted.isEmpty();
  }
}
