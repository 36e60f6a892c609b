package dev.handoff.gateway.http;

import dev.handoff.gateway.problem.Problem;
import dev.handoff.gateway.problem.ProblemException;
import dev.handoff.gateway.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Files that are verified before the first byte of them is sent. They lie in a folder of the
 * gateway's own until the last byte is sent. Thread-safe.
 */
public final class TemporaryFiles implements AutoCloseable {

  /** So many may be sent at a time: a slow reader keeps one. */
  static final int MAX_FILES = 64;

  private final Path folder;
  private final AtomicInteger open = new AtomicInteger();

  public TemporaryFiles() throws IOException {
    folder = Files.createTempDirectory("handoff-gateway");
  }

  /** A new, empty file, to be given back by {@link #delete}. */
  Path create() throws IOException {
    if (open.incrementAndGet() > MAX_FILES) {
      open.decrementAndGet();
      throw new ProblemException(
          Problem.retry(503, "the gateway sends too many files at the moment", Problems.RETRY));
    }
    try {
      return Files.createTempFile(folder, "file", null);
    } catch (IOException e) {
      open.decrementAndGet();
      throw e;
    }
  }

  void delete(Path file) {
    open.decrementAndGet();
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }

  @Override
  public void close() throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> tree = Files.walk(folder)) {
      deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
