package dev.handoff.worker.attempt.git;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.InflaterInputStream;

/**
 * Reads objects that have a file of their own, as gitformat-loose(5) describes it: what git has
 * just added is such a file, and to read it costs less than to start git.
 *
 * @param folder of a repository's objects; nobody writes there meanwhile
 */
public record LooseObjects(Path folder) {

  private static final int BLOCK = 16 * 1024;
  private static final Pattern HEADER = Pattern.compile("([a-z]+) (\\d{1,18})");
  private static final int MOST_HEADER = 64;

  /**
   * An object.
   *
   * @param content what is left to read; to be closed
   */
  public record Loose(String kind, long size, InputStream content) implements AutoCloseable {

    public boolean isBlob() {
      return kind.equals("blob");
    }

    @Override
    public void close() throws IOException {
      content.close();
    }
  }

  /** The objects of a repository. */
  public static LooseObjects of(Path repository) {
    return new LooseObjects(repository.resolve("objects"));
  }

  /**
   * Opens an object; empty if it has no file of its own.
   *
   * @throws IOException if it is damaged
   */
  public Optional<Loose> open(String hash) throws IOException {
    if (!hash.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
      return Optional.empty();
    }
    Path file = folder.resolve(hash.substring(0, 2)).resolve(hash.substring(2));
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    InputStream content =
        new InflaterInputStream(
            new BufferedInputStream(Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS), BLOCK));
    try {
      Matcher header = HEADER.matcher(header(content, hash));
      if (!header.matches()) {
        throw new IOException("object " + hash + " has no header");
      }
      return Optional.of(new Loose(header.group(1), Long.parseLong(header.group(2)), content));
    } catch (IOException | RuntimeException e) {
      content.close();
      throw e;
    }
  }

  /** Whether all of these have a file of their own. */
  boolean hasAll(Iterable<String> hashes) {
    for (String hash : hashes) {
      Path file = folder.resolve(hash.substring(0, 2)).resolve(hash.substring(2));
      if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return false;
      }
    }
    return true;
  }

  private static String header(InputStream in, String hash) throws IOException {
    StringBuilder header = new StringBuilder();
    for (int each = in.read(); each != 0; each = in.read()) {
      if (each < 0 || header.length() == MOST_HEADER) {
        throw new EOFException("object " + hash + " has no header");
      }
      header.append((char) each);
    }
    return header.toString();
  }
}
