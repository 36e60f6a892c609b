package dev.handoff.worker.attempt.step;

import dev.handoff.worker.attempt.order.AttemptListener;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the progress that a job reports: lines such as {@code 42 half of the posts}, of which the
 * last counts. The file is opened once, before the job runs, so that the job cannot replace it with
 * a pipe that blocks the reader.
 */
final class ProgressFile implements AutoCloseable {

  private static final Pattern LINE = Pattern.compile("(\\d{1,3})(?:[ \\t]+(.*))?");
  private static final int END = 4096;

  private final @Nullable FileChannel file;
  private final AttemptListener listener;
  private String last = "";

  ProgressFile(Path path, AttemptListener listener) throws IOException {
    // An earlier process of the job may have put a file there already.
    this.file =
        Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
            ? FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)
            : null;
    this.listener = listener;
  }

  /** Reports the last whole line if it is new. */
  void look() {
    if (file == null) {
      return;
    }
    try {
      long size = file.size();
      ByteBuffer end = ByteBuffer.allocate((int) Math.min(size, END));
      while (end.hasRemaining() && file.read(end, size - end.capacity() + end.position()) > 0) {}
      String text = new String(end.array(), 0, end.position(), StandardCharsets.UTF_8);
      int newline = text.lastIndexOf('\n');
      String line = text.substring(text.lastIndexOf('\n', newline - 1) + 1, Math.max(0, newline));
      if (newline >= 0 && !line.equals(last)) {
        last = line;
        tell(line);
      }
    } catch (IOException unreadable) {
      // Progress is optional; the attempt does not depend on it.
      return;
    }
  }

  private void tell(String line) {
    Matcher parts = LINE.matcher(line.strip());
    if (parts.matches() && Integer.parseInt(parts.group(1)) <= 100) {
      String message = parts.group(2) == null ? null : PlainText.line(parts.group(2), 200);
      listener.progressed("run", message, Integer.valueOf(parts.group(1)));
    }
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }
}
