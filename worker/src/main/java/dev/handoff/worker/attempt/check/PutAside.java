package dev.handoff.worker.attempt.check;

import dev.handoff.worker.attempt.change.LeftOut;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.JobTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Moves the files that are left out of the result ({@link LeftOut}) out of the tree while checks
 * run: a file that is not delivered must not make a check pass. The folders come back for the
 * artifacts, unless a check has made them again.
 */
public final class PutAside {

  private final JobTree tree;
  // From the folder in the tree to its present place.
  private final Map<Path, Path> moved = new LinkedHashMap<>();

  private PutAside(JobTree tree) {
    this.tree = tree;
  }

  public static PutAside of(JobTree tree, LeftOut leftOut, FilesBefore before)
      throws IOException, InterruptedException {
    PutAside aside = new PutAside(tree);
    Path root = tree.workspace().tree();
    Path place = Files.createTempDirectory(tree.workspace().aside(), "left-out");
    for (String folder : leftOut.newFolders()) {
      Path from = root.resolve(Git.shown(folder));
      Path to = place.resolve(String.valueOf(aside.moved.size()));
      Files.move(from, to);
      aside.moved.put(from, to);
    }
    before.write(leftOut.inSetupFolders());
    return aside;
  }

  public void putBack() throws IOException {
    for (Map.Entry<Path, Path> each : moved.entrySet()) {
      Path place = each.getKey();
      Path folder = place.getParent();
      if (folder != null && isFolder(folder) && !Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(each.getValue(), place);
      }
    }
  }

  // A check may have put a link on the way there that leads out of the tree.
  private boolean isFolder(Path folder) {
    Path at = tree.workspace().tree();
    if (!tree.isThere()) {
      return false;
    }
    for (Path part : at.relativize(folder)) {
      at = at.resolve(part);
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return true;
  }
}
