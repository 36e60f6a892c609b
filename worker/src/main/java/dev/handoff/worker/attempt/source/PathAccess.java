package dev.handoff.worker.attempt.source;

import dev.handoff.brief.policy.Policy;
import dev.handoff.file.FileErrorText;
import dev.handoff.worker.attempt.child.Bind;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.folder.WorkFolder;
import dev.handoff.worker.attempt.order.AttemptSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides which folders of this disk jobs may name as their repository: those that the policy
 * permits, that no job can have written, and that belong to the worker's user or are named in the
 * policy. Otherwise a submitter could make the worker read what only the worker's user may read.
 *
 * @param ofJobs folders in which jobs write
 * @param user the user whose repositories need not be named
 */
record PathAccess(Policy policy, List<Path> ofJobs, int user) {

  static PathAccess of(AttemptSettings settings) {
    List<Path> ofJobs =
        Stream.concat(
                Stream.of(settings.folder()),
                settings.sandbox().binds().stream().filter(Bind::isWritable).map(Bind::source))
            .map(PathAccess::realOrSame)
            .toList();
    return new PathAccess(settings.policy(), ofJobs, Isolation.userOfThisProcess());
  }

  private static Path realOrSame(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException notThere) {
      return path.toAbsolutePath().normalize();
    }
  }

  /** Why a brief may not name the folder; empty if it may. */
  Optional<String> objection(String named) {
    if (!policy.permitsRepository(named)) {
      return Optional.of("this worker's policy does not permit it");
    }
    try {
      Path path = Path.of(named);
      return Files.isDirectory(path)
          ? objectionToReal(path.toRealPath())
          : Optional.of("no folder is there on this worker's host");
    } catch (InvalidPathException e) {
      return Optional.of("this worker's character set cannot spell it");
    } catch (IOException e) {
      return Optional.of("it cannot be read: " + FileErrorText.of(e));
    }
  }

  /**
   * The same for a folder to which a name was resolved.
   *
   * @param real the path without links
   */
  Optional<String> objectionToReal(Path real) {
    Optional<Path> folder =
        ofJobs.stream().filter(real::startsWith).findFirst().or(() -> workFolderOf(real));
    if (folder.isPresent()) {
      return Optional.of("it lies in " + folder.get() + ", where jobs write");
    }
    Path parent = real.getParent();
    String repository = (parent != null && real.endsWith(".git") ? parent : real).toString();
    if (!policy.permitsRepository(repository)) {
      return Optional.of("this worker's policy does not permit " + repository);
    }
    return isOwn(real) || policy.namesRepository(repository)
        ? Optional.empty()
        : Optional.of(
            "it is another user's than the worker's; this worker's policy.repositories would have"
                + " to name it");
  }

  private static Optional<Path> workFolderOf(Path real) {
    return WorkFolder.around(real.resolve("HEAD"));
  }

  /** Whether it belongs to the worker's own user. */
  boolean isOwn(Path real) {
    try {
      return Files.getAttribute(real, "unix:uid").equals(user);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
