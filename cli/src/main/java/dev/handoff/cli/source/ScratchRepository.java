package dev.handoff.cli.source;

import dev.handoff.job.RefName;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A temporary repository that borrows the objects of another one, for objects and refs that must
 * not stay in that one. It is deleted when it is closed.
 */
final class ScratchRepository implements AutoCloseable {

  private static final int MAX_REFS = 1000;

  private final Path folder;
  private final Git git;

  private ScratchRepository(Path folder) {
    this.folder = folder;
    this.git = new Git(folder);
  }

  static ScratchRepository borrowing(Git source) {
    try {
      ScratchRepository scratch =
          new ScratchRepository(Files.createTempDirectory("handoff-source"));
      scratch.borrow(source);
      return scratch;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void borrow(Git source) throws IOException {
    String format = source.must("rev-parse", "--show-object-format").out().strip();
    git.must("init", "-q", "--bare", "--template=", "--object-format=" + format);
    Path objects = Path.of(pathOf(source, "objects"));
    Files.createDirectories(objects().resolve("info"));
    Files.writeString(objects().resolve("info/alternates"), objects + "\n");
    Path shallow = Path.of(pathOf(source, "shallow"));
    if (Files.exists(shallow)) {
      Files.copy(shallow, folder.resolve("shallow"));
    }
  }

  /** The path of a file in the git folder of the repository. */
  static String pathOf(Git source, String file) {
    return source.must("rev-parse", "--path-format=absolute", "--git-path", file).out().strip();
  }

  Path objects() {
    return folder.resolve("objects");
  }

  Path index() {
    return folder.resolve("index");
  }

  /**
   * Copies the tags and the branches of origin that the commit contains, the newest if there are
   * many, and the upstream of the clone's branch, because tools of the job may need them.
   *
   * @param source has the commit or its parent
   */
  void takeRefs(String commit, Git source) {
    String[] reaching = {
      "for-each-ref",
      "--merged=" + commit,
      "--sort=-creatordate",
      "--count=" + MAX_REFS,
      "--format=%(objectname) %(refname)",
      "refs/tags/",
      "refs/remotes/origin/"
    };
    Set<String> lines = new TreeSet<>(source.must(reaching).lines());
    for (String name : List.of("refs/remotes/origin/HEAD", "HEAD@{upstream}")) {
      String full =
          source.lineIfAny("rev-parse", "--quiet", "--verify", "--symbolic-full-name", name);
      String hash = source.lineIfAny("rev-parse", "--quiet", "--verify", name);
      if (full != null && hash != null && full.startsWith("refs/remotes/origin/")) {
        lines.add(hash + " " + full);
      }
    }
    lines.removeIf(line -> line.endsWith(" refs/remotes/origin/HEAD") || !isGood(line));
    try {
      // One file for all: some file systems cannot hold names that differ only by case.
      Files.write(folder.resolve("packed-refs"), lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void dropRefs() {
    try {
      Files.deleteIfExists(folder.resolve("packed-refs"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isGood(String line) {
    return RefName.isGood(line.substring(line.indexOf(' ') + "refs/".length() + 1));
  }

  /**
   * Writes the git bundle of the commit to a temporary file.
   *
   * @param needs a commit that is left out with its history; null to include everything
   * @param limit maximum size
   * @return null if it would be larger
   */
  @Nullable Path bundle(String commit, @Nullable String needs, long limit) {
    String ref = "refs/handoff/" + commit;
    git.must("update-ref", ref, commit);
    String[] all = {"bundle", "create", "-", ref, "--tags", "--remotes=origin"};
    String[] added = {"bundle", "create", "-", ref, "--tags", "--remotes=origin", "^" + needs};
    try {
      Path file = Files.createTempFile("handoff-source", ".bundle");
      file.toFile().deleteOnExit(); // also when Ctrl-C ends the wait for an answer
      if (git.write(file, limit, needs == null ? all : added)) {
        return file;
      }
      Files.delete(file);
      return null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
