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
import org.jspecify.annotations.Nullable;

/**
 * Makes the folder of an empty repository, as gitrepository-layout(5) describes it. Most of the
 * time of a short attempt goes into starting git, and {@code git init}, {@code git config} and
 * {@code git update-ref} would each be a start for a few files with known content.
 *
 * @param hashLength hexadecimal digits of a commit, which identify the hash function
 */
public record GitFolder(Path path, int hashLength) {

  private static final String HEADS = "refs/heads/";
  // For a commit that was not a branch.
  private static final String BRANCH = "work";
  private static final List<String> FOLDERS =
      List.of("info", "objects/info", "objects/pack", "refs/heads", "refs/tags");

  /** Makes a repository for the worker only, without a tree. An existing one stays as it is. */
  public void createBare() throws IOException {
    create("\tbare = true\n", BRANCH);
  }

  /**
   * Makes a repository for a job to work in. Its branch is at the commit, which the repository must
   * have by then.
   *
   * @param named without {@code refs/heads/}, in git's spelling; null: it was not a branch
   */
  public void createForJob(String commit, @Nullable String named, Refs refs) throws IOException {
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
   * Adds refs. All are in one file, so that a name is never a path: names that differ only by case,
   * or of which one is a folder of the other, do not collide.
   *
   * @param lines a hash and a name each
   */
  public void pack(List<String> lines) throws IOException {
    Files.write(path.resolve("packed-refs"), lines, StandardCharsets.ISO_8859_1);
  }

  /** Sets attributes that have precedence over those of a tree; otherwise nothing is converted. */
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

  /** Borrows the objects of one more repository, if they exist; it must not be a shallow clone. */
  public GitFolder borrowAlso(Path objects) throws IOException {
    if (Files.isDirectory(objects, LinkOption.NOFOLLOW_LINKS)) {
      Path alternates = path.resolve("objects/info/alternates");
      Files.writeString(alternates, objects + "\n", StandardOpenOption.APPEND);
    }
    return this;
  }

  /** Puts its own settings around the objects and refs of another repository. */
  public void createAround(Path other) throws IOException {
    for (String part : List.of("objects", "refs", "packed-refs")) {
      if (Files.exists(other.resolve(part), LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(path.resolve(part), other.resolve(part));
      }
    }
    copyShallow(other.resolve("shallow"));
    // Other users that write there must be able to go on.
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(other.resolve("objects"));
    String shared =
        mode.contains(PosixFilePermission.OTHERS_WRITE)
            ? "\tsharedRepository = all\n"
            : mode.contains(PosixFilePermission.GROUP_WRITE) ? "\tsharedRepository = group\n" : "";
    // Files that only describe how commits are connected are not trusted.
    write("\tcommitGraph = false\n\tbare = true\n" + shared, BRANCH);
  }

  /**
   * Copies where the history of a shallow clone ends; otherwise git would miss the commits before.
   * The file may be anybody's: only hashes are copied from it.
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
    // Git recognizes a repository by this file, so it is written last, and atomically.
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
