package dev.handoff.worker.attempt.step;

import dev.handoff.worker.attempt.child.Output;
import dev.handoff.worker.attempt.child.Tail;
import dev.handoff.worker.attempt.text.PlainText;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Copies an agent's stderr into the log. It goes through a file that is emptied from time to time:
 * on stdout it would split the events, and a second pipe could block the agent. The file is opened
 * before the agent runs, so that the agent cannot replace it.
 */
final class AgentErrors implements AutoCloseable {

  private static final int BLOCK = 64 * 1024;
  private static final long MAX_BYTES = 4L << 20;
  private static final byte[] LEFT_OUT =
      "\n[handoff] some of what the agent wrote to stderr is left out here\n"
          .getBytes(StandardCharsets.UTF_8);

  private final FileChannel file;
  private final Tail tail;
  private long read;

  AgentErrors(Path path, Output log) throws IOException {
    this.file =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            LinkOption.NOFOLLOW_LINKS);
    this.tail = new Tail(log);
  }

  /**
   * Passes on new output, one block at a time: the caller also has to keep the agent's supervisor
   * awake.
   */
  void look() {
    try {
      pass();
      if (read > MAX_BYTES) {
        file.truncate(0); // the agent appends
        read = 0;
      }
    } catch (IOException unreadable) {
      // The agent is judged by its stdout.
      return;
    }
  }

  /** Passes on the rest when the agent has ended. */
  void finish() throws IOException {
    while (read < file.size()) {
      pass();
    }
  }

  private void pass() throws IOException {
    long size = file.size();
    if (size - read > MAX_BYTES) {
      tail.write(LEFT_OUT, 0, LEFT_OUT.length);
      read = size - BLOCK;
    }
    ByteBuffer block = ByteBuffer.allocate(BLOCK);
    int length = file.read(block, read);
    if (length > 0) {
      read += length;
      tail.write(block.array(), 0, length);
    }
  }

  /** The last lines, safe to display. */
  String last() {
    return PlainText.lastLines(tail.text(), 5);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
