package dev.handoff.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file that a person wrote, within a limit: it can contain anything. */
public final class BoundedFile {

  private BoundedFile() {}

  /**
   * The whole file, or one byte more than the limit if it is longer: that is enough to refuse a
   * file that is too long, or endless.
   *
   * @throws FileSystemException with the name of the file, also for a folder, where Java's message
   *     has none
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
