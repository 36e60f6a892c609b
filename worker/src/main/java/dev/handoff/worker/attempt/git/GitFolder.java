package dev.handoff.worker.attempt.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
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
public record GitFolder(Path path, int hashLength) {

  private static final String HEADS = "refs/heads/";
  // Of a commit that was no branch.
  private static final String BRANCH = "work";
  private static final List<String> FOLDERS =
      List.of("info", "objects/info", "objects/pack", "refs/heads", "refs/tags");

  /** For the worker alone, with no tree of its own. One that is there stays as it is. */
  public void createBare() throws IOException {
    create("\tbare = true\n", BRANCH);
  }

  /**
   * For a job to work in. Its branch is at the commit, which the repository must have by then.
   *
   * @param named without {@code refs/heads/}, as git has it; null: it was none
   */
  public void createForJob(String commit, String named, Refs refs) throws IOException {
    String branch = named == null ? BRANCH : named;
    create("\tbare = false\n[user]\n\tname = Handoff\n\temail = handoff@localhost\n", branch);
    List<String> lines = new ArrayList<>(List.of(commit + " " + HEADS + branch));
    lines.addAll(refs.lines());
    pack(lines);
    if (refs.head().isPresent()) {
      Path head = path.resolve(Refs.ORIGIN_HEAD);
      Files.createDirectories(head.getParent());
      Files.writeString(head, "ref: " + refs.head().get() + "\n", StandardCharsets.ISO_8859_1);
    }
  }

  /**
   * Adds refs. All are in one file, so that a name is no path: two that differ by case, or one that
   * is a folder of another, do not meet.
   *
   * @param lines of a hash and a name
   */
  public void pack(List<String> lines) throws IOException {
    Files.write(path.resolve("packed-refs"), lines, StandardCharsets.ISO_8859_1);
  }

  /** Attributes that count before those of a tree; else nothing is ever converted. */
  public void attributes(String lines) throws IOException {
    Files.writeString(path.resolve("info/attributes"), lines);
  }

  /** Borrows the objects of another repository, which may be a shallow clone. */
  public GitFolder borrow(Path objects) throws IOException {
    Files.createDirectories(path.resolve("objects/info"));
    Files.writeString(path.resolve("objects/info/alternates"), objects + "\n");
    copyShallow(objects.resolveSibling("shallow"));
    return this;
  }

  /** Borrows the objects of one more, if they are there; it must be no clone. */
  public GitFolder borrowAlso(Path objects) throws IOException {
    if (Files.isDirectory(objects, LinkOption.NOFOLLOW_LINKS)) {
      Path alternates = path.resolve("objects/info/alternates");
      Files.writeString(alternates, objects + "\n", StandardOpenOption.APPEND);
    }
    return this;
  }

  /** Puts settings of its own around the objects and refs of another repository. */
  public void createAround(Path other) throws IOException {
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
    // Of what only says how commits hang together nothing is believed.
    write("\tcommitGraph = false\n\tbare = true\n" + shared, BRANCH);
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

  private void create(String settings, String branch) throws IOException {
    Path head = path.resolve("HEAD");
    if (Files.exists(head) && Files.size(head) > 0) {
      return;
    }
    for (String folder : FOLDERS) {
      Files.createDirectories(path.resolve(folder));
    }
    write(settings, branch);
  }

  private void write(String settings, String branch) throws IOException {
    Files.createDirectories(path.resolve("info"));
    Path head = path.resolve("HEAD");
    attributes(Git.RAW_ATTRIBUTES);
    Files.writeString(path.resolve("config"), core() + settings);
    // Git knows a repository by it, so it comes last, and whole.
    Path draft =
        Files.writeString(
            path.resolve("HEAD.new"), "ref: " + HEADS + branch + "\n", StandardCharsets.ISO_8859_1);
    Files.move(draft, head, StandardCopyOption.ATOMIC_MOVE);
  }

  private String core() {
    return hashLength == 64
        ? "[extensions]\n\tobjectformat = sha256\n[core]\n\trepositoryformatversion = 1\n"
        : "[core]\n\trepositoryformatversion = 0\n";
  }
}
