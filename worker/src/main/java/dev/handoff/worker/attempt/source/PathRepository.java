package dev.handoff.worker.attempt.source;

import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.Git.Place;
import dev.handoff.worker.attempt.git.GitFolder;
import dev.handoff.worker.attempt.git.LooseObjects;
import dev.handoff.worker.attempt.git.LooseObjects.Loose;
import dev.handoff.worker.attempt.source.Source.SourceException;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A repository on this disk that another user or program made. Its settings could make git run
 * programs, and its objects could be those of any repository that the worker's user may read. So
 * the worker runs git never in it, but in a folder of its own around the repository's objects and
 * refs; and all repositories from which it borrows must be permitted like itself.
 *
 * @param folder of its objects and refs, without links
 */
record PathRepository(Path folder) {

  private static final int MAX_FILE = 1 << 16;
  private static final int MAX_LENDERS = 5;

  /**
   * @param named the path in the brief, which is permitted
   * @throws SourceException if it is not a repository, or leads to one that is not permitted
   */
  static PathRepository open(String named, PathAccess access) throws SourceException {
    try {
      return new PathRepository(checked(common(gitFolder(Path.of(named).toRealPath())), access));
    } catch (SourceException e) {
      throw e;
    } catch (IOException e) {
      // The message quotes what the file has, which may be any file.
      throw new SourceException("no git repository that can be read is there");
    }
  }

  private static Path checked(Path folder, PathAccess access) throws IOException {
    Optional<String> objection = access.objectionToReal(folder);
    if (objection.isPresent()) {
      throw new SourceException("it leads to " + folder + ": " + objection.get());
    }
    Path objects = folder.resolve("objects");
    Path refs = folder.resolve("refs");
    for (Path part : List.of(objects, refs)) {
      if (!Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS)) {
        throw new SourceException("no git repository with refs and objects of its own is there");
      }
    }
    if (Files.exists(folder.resolve("reftable"))) {
      throw new SourceException("its refs are in a reftable, which this worker does not know");
    }
    if (!isOwn(folder, access)) {
      refuseLinks(objects);
      refuseLinks(refs);
    }
    checkLenders(folder, access, MAX_LENDERS);
    return folder;
  }

  /** Whether its folders belong to the worker's own user. */
  boolean isOwn(PathAccess access) {
    return isOwn(folder, access);
  }

  private static boolean isOwn(Path folder, PathAccess access) {
    return Stream.of(folder, folder.resolve("objects"), folder.resolve("refs"))
        .allMatch(access::isOwn);
  }

  private static Path gitFolder(Path top) throws IOException {
    Path git = top.resolve(".git");
    if (!Files.exists(git)) {
      return top;
    }
    return Files.isDirectory(git) ? git.toRealPath() : pointer(top, git, "gitdir: ");
  }

  /** A worktree shares the objects and refs of the repository to which it belongs. */
  private static Path common(Path gitFolder) throws IOException {
    Path file = gitFolder.resolve("commondir");
    return Files.exists(file) ? pointer(gitFolder, file, "") : gitFolder;
  }

  private static Path pointer(Path from, Path file, String prefix) throws IOException {
    String text = text(file).strip();
    if (!text.startsWith(prefix)) {
      throw new SourceException("no git repository is there");
    }
    return from.resolve(text.substring(prefix.length())).toRealPath();
  }

  /** Another user owns it, so a link could make any file one of its objects or refs. */
  private static void refuseLinks(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder, 2)) {
      Optional<Path> link = files.filter(Files::isSymbolicLink).findAny();
      if (link.isPresent()) {
        throw new SourceException("it has a link in the place of a file: " + link.get());
      }
    }
  }

  /** The repositories from which it borrows objects, and those from which these borrow. */
  private static void checkLenders(Path folder, PathAccess access, int depth) throws IOException {
    Path objects = folder.resolve("objects");
    Path file = objects.resolve("info/alternates");
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    boolean isFollowed = depth > 0 && isOwn(folder, access);
    for (String line : isFollowed ? text(file).lines().toList() : List.of("others")) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      Path lender = isFollowed ? objects.resolve(line).toRealPath().getParent() : null;
      if (lender == null || !isPermittedLender(lender, access)) {
        throw new SourceException(
            "it borrows objects from "
                + PlainText.line(line, 200)
                + ", which this worker may not read for it; `git repack -a -d` and the removal of"
                + " objects/info/alternates make it whole");
      }
      checkLenders(lender, access, depth - 1);
    }
  }

  private static boolean isPermittedLender(Path folder, PathAccess access) throws IOException {
    Path repository = folder.endsWith(".git") ? folder.getParent() : folder;
    return repository != null && access.objection(repository.toString()).isEmpty();
  }

  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return new String(in.readNBytes(MAX_FILE), StandardCharsets.UTF_8);
    }
  }

  /** Whether a file of its own has the commit; if not, git may still find it elsewhere. */
  boolean hasFileOf(String commit, PathAccess access) throws IOException {
    if (!isOwn(access)) {
      return false;
    }
    Optional<Loose> file = new LooseObjects(folder.resolve("objects")).open(commit);
    if (file.isEmpty()) {
      return false;
    }
    try (Loose object = file.get()) {
      return object.kind().equals("commit");
    }
  }

  /**
   * Makes a new repository of the worker that has its objects and no refs; to be deleted by the
   * caller.
   */
  Place borrowed(Path scratch, int hashLength) throws IOException {
    Path own = Files.createTempDirectory(scratch, "path");
    GitFolder borrower = new GitFolder(own, hashLength);
    borrower.createBare();
    borrower.borrow(folder.resolve("objects"));
    return Place.repository(own);
  }

  /**
   * Puts the worker's own settings around its objects and refs, to add to both; to be deleted by
   * the caller.
   */
  Place around(Path scratch, int hashLength) throws IOException {
    Path own = Files.createTempDirectory(scratch, "path");
    new GitFolder(own, hashLength).createAround(folder);
    return Place.repository(own);
  }

  /**
   * The address of its origin in its own settings, without those that they include; empty: unknown.
   */
  Optional<String> origin(Git git) throws IOException, InterruptedException {
    Path settings = folder.resolve("config");
    for (String key : List.of("remote.origin.pushurl", "remote.origin.url")) {
      try {
        return Optional.of(
            git.line(Place.NONE, "config", "--no-includes", "--file", settings + "", "--get", key));
      } catch (Git.GitException none) {
        continue;
      }
    }
    return Optional.empty();
  }
}
