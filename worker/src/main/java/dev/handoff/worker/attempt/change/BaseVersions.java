package dev.handoff.worker.attempt.change;

import dev.handoff.worker.attempt.git.Change;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.JobTree;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the base version of a changed file: the file at its path, or the one that git pairs with it
 * as its old name.
 */
public final class BaseVersions {

  private final JobTree tree;
  private final String commit;
  // By the new path; null until it is needed.
  private @Nullable Map<String, Change> renames;

  /**
   * @param commit with the changes
   */
  public BaseVersions(JobTree tree, String commit) {
    this.tree = tree;
    this.commit = commit;
  }

  /** The hash of the file's content then; null: there was no such file. */
  public @Nullable String hash(Change change) throws IOException, InterruptedException {
    Change then = change.isNew() ? renames().get(change.path()) : change;
    return then != null && !then.oldMode().equals(Change.REPOSITORY) ? then.oldHash() : null;
  }

  /** The base's part in the name of a new file: its old name, and the folders around it. */
  public String name(Change change) throws IOException, InterruptedException {
    Change renamed = renames().get(change.path());
    return (renamed == null ? "" : renamed.path()) + "\n" + folder(change.path());
  }

  private String folder(String path) {
    String folder = path;
    for (int end = path.lastIndexOf('/'); end >= 0; end = folder.lastIndexOf('/')) {
      folder = path.substring(0, end);
      String within = folder + "/";
      if (tree.base().paths().stream().anyMatch(each -> each.startsWith(within))) {
        return folder;
      }
    }
    return "";
  }

  private Map<String, Change> renames() throws IOException, InterruptedException {
    if (renames == null) {
      renames = new HashMap<>();
      byte[] output =
          tree.git()
              .run(
                  tree.place(),
                  "diff-tree",
                  "-r",
                  "-z",
                  "--raw",
                  "-M",
                  "--diff-filter=R",
                  "--no-abbrev",
                  "--no-ext-diff",
                  "--no-textconv",
                  tree.base().hash(),
                  commit);
      List<String> records = Git.records(output);
      for (int i = 0; i + 2 < records.size(); i += 3) {
        // :100644 100644 HASH HASH R090, then the old path and the new one
        String[] fields = records.get(i).substring(1).split(" ");
        renames.put(
            records.get(i + 2),
            new Change(records.get(i + 1), fields[0], fields[1], fields[2], fields[3], 0, 0));
      }
    }
    return renames;
  }
}
