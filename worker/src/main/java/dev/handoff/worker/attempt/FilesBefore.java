package dev.handoff.worker.attempt;

import dev.handoff.worker.attempt.Git.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/** Writes files as they were when the job began: as setup left them, else as at the base commit. */
final class FilesBefore {

  private final Attempt attempt;
  private final Place place;

  FilesBefore(Attempt attempt) throws IOException, InterruptedException {
    this.attempt = attempt;
    this.place = attempt.workspace().place().index(attempt.workspace().folder().resolve("before"));
    attempt.git().run(place, "read-tree", attempt.base());
    List<String> lines = new ArrayList<>();
    for (Change change : attempt.setupLeft().files().values()) {
      lines.add("%s %s\t%s".formatted(change.newMode(), change.newHash(), change.path()));
    }
    if (!lines.isEmpty()) {
      List<String> set = List.of("update-index", "-z", "--index-info");
      attempt.git().run(place, Git.joined(lines), set);
    }
  }

  /** Replaces what is there, also a link or a folder in the way; no link is followed. */
  void write(Collection<String> paths) throws IOException, InterruptedException {
    List<String> written = paths.stream().filter(Predicate.not(this::isGone)).toList();
    TreeFiles.remove(place.tree(), paths.stream().filter(this::isGone).toList());
    if (!written.isEmpty()) {
      List<String> write = List.of("checkout-index", "-f", "-q", "-z", "--stdin");
      attempt.git().run(place, Git.joined(written), write);
    }
  }

  private boolean isGone(String path) {
    Change change = attempt.setupLeft().files().get(path);
    return change == null ? !attempt.basePaths().contains(path) : change.isDeleted();
  }
}
