package dev.handoff.worker.attempt.source;

import dev.handoff.worker.attempt.git.Encodings;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.GitFolder;
import dev.handoff.worker.attempt.git.JobTree;
import dev.handoff.worker.attempt.git.Refs;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes the job's repository with its tree: an ordinary one, which the job may change freely. */
public final class Checkout {

  private Checkout() {}

  /**
   * Checks out the base commit.
   *
   * @param branch in git's spelling; null: the commit was not a branch
   * @param refs the refs that the repository gets beside its branch
   */
  public static void into(JobTree tree, @Nullable String branch, Refs refs)
      throws IOException, InterruptedException {
    String commit = tree.base().hash();
    Path repository = tree.workspace().tree().resolve(".git");
    GitFolder jobs = new GitFolder(repository, commit.length()).borrow(tree.base().objects());
    jobs.createForJob(commit, branch, refs);
    Optional<String> unknown = tree.base().unknownEncoding(tree.git(), repository);
    if (unknown.isPresent()) {
      tree.log()
          .accept(
              "attributes name an encoding that this worker does not convert, so no file is converted to one: "
                  + PlainText.line(unknown.get(), 100));
    }
    jobs.attributes(Encodings.limit(unknown));
    Place place = new Place(repository, tree.workspace().tree(), null);
    tree.git().run(place, "read-tree", "--reset", "-u", commit);
  }
}
