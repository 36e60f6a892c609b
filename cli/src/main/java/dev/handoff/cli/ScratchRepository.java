package dev.handoff.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A repository in a temporary folder that borrows another one's objects, for objects and refs that
 * must not be left in that one. Gone when it is closed.
 */
final class ScratchRepository implements AutoCloseable {

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
    String format = source.line("rev-parse", "--show-object-format");
    git.run("init", "-q", "--bare", "--template=", "--object-format=" + format);
    Path objects = Path.of(pathOf(source, "objects"));
    Files.createDirectories(objects().resolve("info"));
    Files.writeString(objects().resolve("info/alternates"), objects + "\n");
    Path shallow = Path.of(pathOf(source, "shallow"));
    if (Files.exists(shallow)) {
      Files.copy(shallow, folder.resolve("shallow"));
    }
  }

  /** Where a file of the repository's own is. */
  static String pathOf(Git source, String file) {
    return source.line("rev-parse", "--path-format=absolute", "--git-path", file);
  }

  Path objects() {
    return folder.resolve("objects");
  }

  Path index() {
    return folder.resolve("index");
  }

  /**
   * A temporary file with the commit's git bundle.
   *
   * @param needs the commit, with all before it, that is not in it; null: all is in it
   * @param limit its size at most
   * @return null if it would be larger
   */
  Path bundle(String commit, String needs, long limit) {
    String ref = "refs/handoff/" + commit;
    git.run("update-ref", ref, commit);
    String[] all = {"bundle", "create", "-", ref};
    String[] added = {"bundle", "create", "-", ref, "^" + needs};
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
