package dev.handoff.worker.attempt;

import dev.handoff.worker.attempt.Git.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** Writes files as they are at the base commit. */
final class BaseFiles {

  private final Attempt attempt;

  BaseFiles(Attempt attempt) {
    this.attempt = attempt;
  }

  /** Replaces what is there, also a link or a folder in the way; no link is followed. */
  void writeTo(Path tree, Collection<String> paths) throws IOException, InterruptedException {
    Path index = attempt.workspace().folder().resolve("base-index");
    Place place = new Place(attempt.workspace().repository(), tree, index);
    if (!Files.exists(index)) {
      attempt.git().run(place, "read-tree", attempt.base());
    }
    attempt
        .git()
        .run(place, Git.joined(paths), List.of("checkout-index", "-f", "-q", "-z", "--stdin"));
  }
}
