package dev.handoff.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that somebody wrote by hand, and that may be anything. */
public final class BoundedFile {

  private BoundedFile() {}

  /**
   * All of it; one byte more than the limit if it is longer, which is enough to refuse it, however
   * long (or endless) it is.
   *
   * @throws FileSystemException which names the file, also where Java does not: of a folder it says
   *     only that it is one
   */
  public static byte[] read(Path file, int limit) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(limit + 1);
    } catch (FileSystemException named) {
      throw named;
    } catch (IOException e) {
      FileSystemException named =
          new FileSystemException(file.toString(), null, FileErrorText.of(e));
      named.initCause(e);
      throw named;
    }
  }
}
