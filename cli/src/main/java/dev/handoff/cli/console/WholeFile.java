package dev.handoff.cli.console;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** Writes files that appear in their place only when they are complete. */
public final class WholeFile {

  private WholeFile() {}

  /** Writes the whole content, or throws. */
  @FunctionalInterface
  public interface Content {
    void to(OutputStream out) throws IOException;
  }

  /**
   * Replaces the file at {@code to}; a failure leaves it unchanged. If it is a link, its target is
   * replaced; a device or a pipe is written to.
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

  /**
   * Copies the content to {@code out} once it is complete, so that a reader never uses half of it.
   */
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
