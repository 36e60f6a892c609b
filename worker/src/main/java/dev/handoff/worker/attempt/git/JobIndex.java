package dev.handoff.worker.attempt.git;

import dev.handoff.worker.attempt.git.Git.GitException;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;

/**
 * Reads which files the job made git track, also against the rules of {@code .gitignore} ({@code
 * git add -f}). Only names are trusted: a copy of the index is read in the worker's own repository.
 */
public final class JobIndex {

  // The index of a million files has a tenth of this.
  private static final long MOST_BYTES = 1L << 30;

  private final JobTree tree;

  public JobIndex(JobTree tree) {
    this.tree = tree;
  }

  /** Every path in it; empty if there is no index that git can read. */
  public Set<String> paths() throws IOException, InterruptedException {
    Path git = tree.workspace().tree().resolve(".git");
    Path index = git.resolve("index");
    if (!Files.isDirectory(git, LinkOption.NOFOLLOW_LINKS)
        || !Files.isRegularFile(index, LinkOption.NOFOLLOW_LINKS)
        || Files.size(index) > MOST_BYTES) {
      return Set.of();
    }
    Path copy = Files.createTempFile(tree.workspace().scratch(), "job", ".index");
    try (var in = Files.newInputStream(index, LinkOption.NOFOLLOW_LINKS);
        var out = Files.newOutputStream(copy)) {
      in.transferTo(out);
      Place place = new Place(tree.workspace().repository(), tree.workspace().tree(), copy);
      return Set.copyOf(Git.records(tree.git().run(place, "ls-files", "-c", "-z")));
    } catch (GitException unreadable) {
      tree.log()
          .accept(
              "the index of the job's repository cannot be read, so what it forced is not known: "
                  + PlainText.line(String.valueOf(unreadable.getMessage()), 300));
      return Set.of();
    } finally {
      Files.deleteIfExists(copy);
    }
  }
}
