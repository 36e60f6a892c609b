package dev.handoff.worker.attempt.source;

import dev.handoff.file.Sha256;
import dev.handoff.worker.attempt.git.Refs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tells from its files alone, without git, whether the tags and branches of origin of a repository
 * have changed. Only for a repository of the worker's own user: another user could put a pipe in
 * the place of a file.
 */
final class RefFiles {

  private static final int MOST_FILES = 2_000;
  private static final long MOST_BYTES = 1 << 20;
  private static final List<String> FOLDERS = List.of(Refs.TAGS, Refs.ORIGIN);

  private final Path repository;
  private final MessageDigest digest = Sha256.digest();
  private int files;
  private long bytes;
  private boolean isPlain = true;

  private RefFiles(Path repository) {
    this.repository = repository;
  }

  /**
   * Changes when any of the refs changes; empty if only git can tell, since there are many, or one
   * of them is not an ordinary file, or disappears meanwhile.
   */
  static Optional<String> digest(Path repository) {
    RefFiles refs = new RefFiles(repository);
    try {
      refs.add(repository.resolve("packed-refs"));
      for (String folder : FOLDERS) {
        refs.addAll(repository.resolve(folder));
      }
    } catch (IOException | UncheckedIOException unreadable) {
      return Optional.empty();
    }
    return refs.isPlain
        ? Optional.of(HexFormat.of().formatHex(refs.digest.digest()))
        : Optional.empty();
  }

  private void addAll(Path folder) throws IOException {
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      isPlain &= !Files.exists(folder, LinkOption.NOFOLLOW_LINKS);
      return;
    }
    List<Path> entries;
    try (Stream<Path> listed = Files.list(folder)) {
      entries = listed.limit(MOST_FILES + 1L).sorted().toList();
    }
    for (Path entry : entries) {
      if (!isPlain) {
        return;
      }
      if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        addAll(entry);
      } else {
        add(entry);
      }
    }
  }

  private void add(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      isPlain &= !Files.exists(file, LinkOption.NOFOLLOW_LINKS);
      return;
    }
    bytes += Files.size(file);
    if (++files > MOST_FILES || bytes > MOST_BYTES) {
      isPlain = false;
      return;
    }
    byte[] content = Files.readAllBytes(file);
    String text = new String(content, StandardCharsets.ISO_8859_1);
    if (text.startsWith("ref:")) {
      String named = text.substring("ref:".length()).strip();
      isPlain &= FOLDERS.stream().anyMatch(named::startsWith);
    }
    String name = repository.relativize(file) + "\0" + content.length + "\0";
    digest.update(name.getBytes(StandardCharsets.UTF_8));
    digest.update(content);
  }
}
