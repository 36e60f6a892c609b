package dev.handoff.cli.console;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** A file that is in its place only when all of it is there. */
public final class WholeFile {

  private WholeFile() {}

  /** Writes all of it, or throws. */
  @FunctionalInterface
  public interface Content {
    void to(OutputStream out) throws IOException;
  }

  /**
   * Replaces what is at {@code to}; on failure that is as it was. A link stays and what it leads to
   * is replaced; a device or a pipe is written to.
   */
  public static void write(Path to, Content content) throws IOException {
    if (Files.isDirectory(to)) {
      throw new CommandException(ExitCode.USAGE, "--to must be a file, got a folder: " + to);
    }
    if (Files.exists(to) && !Files.isRegularFile(to)) {
      pour(to, content);
      return;
    }
    NoRoom.named(to, () -> replace(to, content));
  }

  private static void replace(Path to, Content content) throws IOException {
    Path target = Files.exists(to) ? to.toRealPath() : to.toAbsolutePath();
    Path beside = target.resolveSibling("." + target.getFileName() + "-" + UUID.randomUUID());
    try {
      try (OutputStream out = Files.newOutputStream(beside, StandardOpenOption.CREATE_NEW)) {
        content.to(out);
      }
      Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
  }

  private static void pour(Path device, Content content) throws IOException {
    try (OutputStream out = Files.newOutputStream(device, StandardOpenOption.WRITE)) {
      spooled(content, out);
    }
  }

  /** Sends it on once all of it is there, for a reader who would use the first half alone. */
  public static void spooled(Content content, OutputStream out) throws IOException {
    Path spool = Files.createTempFile("handoff", ".part");
    try {
      NoRoom.temporary(
          () -> {
            try (OutputStream file = Files.newOutputStream(spool)) {
              content.to(file);
            }
          });
      Files.copy(spool, out);
      out.flush();
    } finally {
      Files.delete(spool);
    }
  }
}
