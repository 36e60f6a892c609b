package dev.handoff.worker.attempt.publish;

import dev.handoff.job.GitNames;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.PathRules;
import dev.handoff.worker.attempt.order.ArtifactSink;
import dev.handoff.worker.attempt.step.Attempt;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Stores the files that the brief's artifacts globs match, as they are after all checks: also
 * ignored ones, and those that a check wrote. Links are not followed, and only plain files count.
 * Files over the limits are left out and reported: a proof that is too large does not undo the
 * work.
 */
final class ArtifactFiles {

  private static final int NAMED = 5;
  // All names together must leave room for the rest of the job's last event.
  private static final int NAME = 500;
  private static final int LOOKED_AT = 500_000;

  private final Attempt attempt;
  private final List<Artifact> stored = new ArrayList<>();
  private final List<String> leftOut = new ArrayList<>();
  private final List<String> secret = new ArrayList<>();
  private final Set<String> repositories = new TreeSet<>();
  private long bytes;

  ArtifactFiles(Attempt attempt) {
    this.attempt = attempt;
  }

  /**
   * All processes of the job are dead, so a file cannot be replaced between the check and the read.
   */
  ArtifactFiles store() throws IOException, InterruptedException {
    if (attempt.brief().artifacts().isEmpty() || !attempt.hasTree() || !isFolder()) {
      return this;
    }
    TreeMap<String, Path> files = new TreeMap<>();
    Path root = attempt.workspace().tree();
    Files.walkFileTree(folder(), new Search(root, files));
    Set<String> matched =
        new PathRules(attempt.tree()).matching(attempt.brief().artifacts(), files.keySet());
    files.keySet().retainAll(matched);
    files.keySet().removeAll(attempt.prepared().carried().paths());
    List<String> shown = files.keySet().stream().map(Git::shown).toList();
    repositories.addAll(GitNames.inBareRepositories(shown, shown));
    files.keySet().removeIf(path -> repositories.contains(Git.shown(path)));
    for (Path file : files.values()) {
      store(file);
    }
    return this;
  }

  private Path folder() {
    return attempt.workspace().tree().resolve(Git.shown(attempt.tools().prefix()));
  }

  // No folder on the path may be a link that the job made.
  private boolean isFolder() {
    Path at = attempt.workspace().tree();
    for (Path part : at.relativize(folder())) {
      at = at.resolve(part);
      if (!Files.isDirectory(at, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return true;
  }

  private void store(Path file) throws IOException {
    String name = folder().relativize(file).toString();
    if (attempt.tools().holdsSecret(name)) {
      secret.add(attempt.tools().redacted(name));
      return;
    }
    long size = Files.size(file);
    boolean fits =
        name.length() <= NAME
            && stored.size() < attempt.outputs().artifactFiles()
            && bytes + size <= attempt.outputs().artifactBytes();
    if (!fits) {
      leftOut.add(name);
      return;
    }
    ArtifactSink sink = attempt.listener().open(Artifact.FILES + name);
    byte[] block = new byte[64 * 1024];
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      for (int length = in.read(block); length >= 0; length = in.read(block)) {
        sink.write(block, 0, length);
      }
    }
    stored.add(sink.close());
    bytes += size;
  }

  List<Artifact> stored() {
    return List.copyOf(stored);
  }

  /** The files that were left out, for people; empty if there are none. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (!repositories.isEmpty()) {
      notes.add(
          "%d files that artifacts match are left out, as they make a bare git repository: %s. An"
                  .formatted(repositories.size(), named(repositories))
              + " archive of them can be kept.");
    }
    if (!secret.isEmpty()) {
      notes.add(
          "%d files that artifacts match are left out, as their names hold what must not leave this worker: %s."
              .formatted(secret.size(), named(secret)));
    }
    if (!leftOut.isEmpty()) {
      notes.add(
          "%d files that artifacts match are left out, as this worker keeps at most %d files and %d bytes: %s."
              .formatted(
                  leftOut.size(),
                  attempt.outputs().artifactFiles(),
                  attempt.outputs().artifactBytes(),
                  named(leftOut)));
    }
    return notes;
  }

  private static String named(Collection<String> leftOut) {
    List<String> names =
        leftOut.stream().limit(NAMED).map(name -> PlainText.line(name, 100)).toList();
    String more = leftOut.size() > NAMED ? " and %d more".formatted(leftOut.size() - NAMED) : "";
    return String.join(", ", names) + more;
  }

  /** Finds plain files by their path in the tree, in git's spelling. */
  private static final class Search extends SimpleFileVisitor<Path> {
    private final Path root;
    private final TreeMap<String, Path> files;

    Search(Path root, TreeMap<String, Path> files) {
      this.root = root;
      this.files = files;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
      boolean isGits = GitNames.isGits(each.getFileName().toString());
      return isGits ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && Files.isReadable(each)) {
        files.put(Git.raw(root.relativize(each).toString()), each);
      }
      return files.size() < LOOKED_AT ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path each, IOException unreadable) {
      return FileVisitResult.CONTINUE;
    }
  }
}
