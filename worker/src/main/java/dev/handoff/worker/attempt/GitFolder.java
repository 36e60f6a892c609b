package dev.handoff.worker.attempt;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes the folder of an empty repository, as gitrepository-layout(5) describes it. A short attempt
 * is mostly starts of git, and {@code git init}, {@code git config} and {@code git update-ref} are
 * starts for a few files whose content is known.
 *
 * @param hashLength of a commit, in hexadecimal digits, which tells the hash function
 */
record GitFolder(Path path, int hashLength) {

  private static final String BRANCH = "refs/heads/work";
  private static final List<String> FOLDERS =
      List.of("info", "objects/info", "objects/pack", "refs/heads", "refs/tags");

  /** For the worker alone, with no tree of its own. One that is there stays as it is. */
  void createBare() throws IOException {
    create("\tbare = true\n");
  }

  /** For a job to work in. Its branch is at the commit, which the repository must have by then. */
  void createForJob(String commit) throws IOException {
    create("\tbare = false\n[user]\n\tname = Handoff\n\temail = handoff@localhost\n");
    Files.writeString(path.resolve(BRANCH), commit + "\n");
  }

  /** Borrows the objects of another repository, which may be a shallow clone. */
  GitFolder borrow(Path objects) throws IOException {
    Files.createDirectories(path.resolve("objects/info"));
    Files.writeString(path.resolve("objects/info/alternates"), objects + "\n");
    copyShallow(objects.resolveSibling("shallow"));
    return this;
  }

  /** Borrows the objects of one more, if they are there; it must be no clone. */
  GitFolder borrowAlso(Path objects) throws IOException {
    if (Files.isDirectory(objects, LinkOption.NOFOLLOW_LINKS)) {
      Path alternates = path.resolve("objects/info/alternates");
      Files.writeString(alternates, objects + "\n", StandardOpenOption.APPEND);
    }
    return this;
  }

  /** Puts settings of its own around the objects and refs of another repository. */
  void createAround(Path other) throws IOException {
    for (String part : List.of("objects", "refs", "packed-refs")) {
      if (Files.exists(other.resolve(part), LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(path.resolve(part), other.resolve(part));
      }
    }
    copyShallow(other.resolve("shallow"));
    // Whoever else writes there must be able to go on.
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(other.resolve("objects"));
    String shared =
        mode.contains(PosixFilePermission.OTHERS_WRITE)
            ? "\tsharedRepository = all\n"
            : mode.contains(PosixFilePermission.GROUP_WRITE) ? "\tsharedRepository = group\n" : "";
    write("\tbare = true\n" + shared);
  }

  /**
   * Where the history of a shallow clone ends; without it git would miss what is before. It may be
   * anybody's file: nothing but hashes is taken from it.
   */
  private void copyShallow(Path shallow) throws IOException {
    if (!Files.isRegularFile(shallow, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<String> lines = Files.lines(shallow, StandardCharsets.ISO_8859_1)) {
      String hash = "[0-9a-f]{%d}".formatted(hashLength);
      Files.write(path.resolve("shallow"), lines.filter(line -> line.matches(hash)).toList());
    }
  }

  private void create(String settings) throws IOException {
    Path head = path.resolve("HEAD");
    if (Files.exists(head) && Files.size(head) > 0) {
      return;
    }
    for (String folder : FOLDERS) {
      Files.createDirectories(path.resolve(folder));
    }
    write(settings);
  }

  private void write(String settings) throws IOException {
    Files.createDirectories(path.resolve("info"));
    Path head = path.resolve("HEAD");
    Files.writeString(path.resolve("info/attributes"), Git.RAW_ATTRIBUTES);
    Files.writeString(path.resolve("config"), core() + settings);
    // Git knows a repository by it, so it comes last, and whole.
    Path draft = Files.writeString(path.resolve("HEAD.new"), "ref: " + BRANCH + "\n");
    Files.move(draft, head, StandardCopyOption.ATOMIC_MOVE);
  }

  private String core() {
    return hashLength == 64
        ? "[extensions]\n\tobjectformat = sha256\n[core]\n\trepositoryformatversion = 1\n"
        : "[core]\n\trepositoryformatversion = 0\n";
  }
}
