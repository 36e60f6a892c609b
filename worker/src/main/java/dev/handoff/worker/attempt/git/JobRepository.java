package dev.handoff.worker.attempt.git;

import dev.handoff.worker.attempt.folder.FolderDeletion;
import dev.handoff.worker.attempt.folder.TreeCopy;
import dev.handoff.worker.attempt.folder.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Restores the job's own git repository to its state before the job ran. Checks ask git what has
 * changed: by a commit, a replaced object or a setting the job could decide what git answers.
 */
public final class JobRepository {

  private final Path repository;
  private final Path kept;

  public JobRepository(Workspace workspace) {
    this.repository = workspace.tree().resolve(".git");
    this.kept = workspace.folder().resolve("git-before");
  }

  /** Its objects are borrowed, so there is little to copy. */
  public void keep() throws IOException, InterruptedException {
    FolderDeletion.delete(kept);
    if (Files.exists(repository, LinkOption.NOFOLLOW_LINKS)) {
      TreeCopy.copy(repository, kept);
    }
  }

  public void restore() throws IOException, InterruptedException {
    FolderDeletion.delete(repository);
    if (Files.exists(kept, LinkOption.NOFOLLOW_LINKS)) {
      TreeCopy.copy(kept, repository);
    }
  }
}
