package dev.handoff.worker.attempt;

import dev.handoff.worker.attempt.Git.Place;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Makes the job's repository with its tree: an ordinary one, to do with as it likes. */
final class Checkout {

  private Checkout() {}

  /**
   * At the base commit.
   *
   * @param branch as git has it; null: the commit was none
   * @param refs what it has beside its branch
   */
  static void into(JobTree tree, String branch, Refs refs)
      throws IOException, InterruptedException {
    String commit = tree.base().hash();
    Path repository = tree.workspace().tree().resolve(".git");
    GitFolder jobs = new GitFolder(repository, commit.length()).borrow(tree.base().objects());
    jobs.createForJob(commit, branch, refs);
    Optional<String> unknown = Encodings.unknown(tree.git(), repository, tree.base().attributes());
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
