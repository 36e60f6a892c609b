package dev.handoff.cli.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The kind of file that stdout is. The message of a failed write depends on the locale and contains
 * no more than this. See stat(2) for the bits of a mode.
 */
public enum StandardTarget {
  PIPE,
  /** Closed from the start. The launcher then opens /dev/null in its place, read-only. */
  CLOSED,
  OTHER;

  private static final int FILE_TYPE = 0170000;
  private static final int FIFO = 0010000;
  private static final int SOCKET = 0140000;

  public static StandardTarget ofStdout() {
    return of(Path.of("/dev/fd/1"));
  }

  static StandardTarget of(Path descriptor) {
    try {
      int type = (int) Files.getAttribute(descriptor, "unix:mode") & FILE_TYPE;
      if (type == FIFO || type == SOCKET) {
        return PIPE;
      }
      return Files.isSameFile(descriptor, Path.of("/dev/null")) ? CLOSED : OTHER;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return Files.isDirectory(descriptor.resolveSibling("")) ? CLOSED : OTHER;
    }
  }
}
