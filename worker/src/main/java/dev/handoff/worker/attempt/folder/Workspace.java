package dev.handoff.worker.attempt.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The folders of one attempt. The job writes in {@code tree}, {@code home} and {@code temporary}.
 * If only a user id isolates it, it could write in the others too, so the worker trusts nothing in
 * them that is older than the death of the job's last process.
 */
public record Workspace(Path folder) {

  /** The workspace of an attempt in a worker's folder. */
  public static Workspace of(Path folder, String attempt) {
    return new Workspace(folder.resolve("attempts").resolve(attempt));
  }

  public Path tree() {
    return folder.resolve("tree");
  }

  public Path home() {
    return folder.resolve("home");
  }

  public Path temporary() {
    return folder.resolve("tmp");
  }

  /** Input and output of the worker's git commands. */
  public Path scratch() {
    return folder.resolve("scratch");
  }

  /** The worker's own repository for the attempt, made when the job's processes are dead. */
  public Path repository() {
    return folder.resolve("repository");
  }

  /** The objects of the files that setup left, once the job has run. */
  public Path setupObjects() {
    return folder.resolve("setup-objects");
  }

  /** The objects of the job's commits, once it has ended, and nothing else of its repository. */
  public Path jobObjects() {
    return folder.resolve("job-objects");
  }

  /** The worker's own repository around these objects. */
  public Path jobRepository() {
    return folder.resolve("job-repository");
  }

  /** Nested repositories of the tree while git reads the tree. */
  public Path aside() {
    return folder.resolve("aside");
  }

  /** A tree with only rules, by which git matches paths. */
  public Path rules() {
    return folder.resolve("rules");
  }

  /** The files that came with the job beside its commit, as one file. */
  public Path carried() {
    return folder.resolve("carried");
  }

  public Path brief() {
    return folder.resolve("brief.json");
  }

  /**
   * Where the job writes its reports to the worker; a folder, since tools replace a file by
   * renaming.
   */
  public Path told() {
    return folder.resolve("told");
  }

  public Path summary() {
    return told().resolve("summary.md");
  }

  public Path progress() {
    return told().resolve("progress");
  }

  /** What only the agent gets; exists only while it runs. */
  public Path agent() {
    return folder.resolve("agent");
  }

  public Path eventsSpool() {
    return folder.resolve("events.spool");
  }

  public Path logSpool() {
    return folder.resolve("log.spool");
  }

  /** The index of the worker's own view of the tree. */
  public Path index() {
    return folder.resolve("index");
  }

  public void create(byte[] briefJson) throws IOException {
    delete();
    for (Path each : List.of(tree(), temporary(), told(), scratch(), aside(), rules())) {
      Files.createDirectories(each);
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    Files.write(brief(), briefJson);
    Files.createFile(summary());
    Files.createFile(progress());
  }

  /** Removes everything but the records of how the attempt ended, which need little room. */
  public void clear() throws IOException {
    Set<Path> kept = Set.of(told(), brief(), logSpool(), eventsSpool());
    List<Path> entries;
    try (Stream<Path> listed = Files.list(folder)) {
      entries = listed.filter(each -> !kept.contains(each)).toList();
    }
    for (Path each : entries) {
      FolderDeletion.delete(each);
    }
    Files.createDirectory(scratch());
  }

  /** Removes everything, including what a job made read-only; no link is followed. */
  public void delete() throws IOException {
    FolderDeletion.delete(folder);
  }
}
