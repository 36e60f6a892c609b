package dev.handoff.worker.attempt.agents;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

/** Splits an agent's output into lines, parses them, and passes on what people are shown. */
public final class AgentStream {

  /** A longer line is not an event of any use; its end is dropped. */
  static final int MAX_LINE = 8 << 20;

  private final Transcript transcript;
  private final Consumer<String> shown;

  // Guarded by this: the pump writes, the attempt's thread ends it.
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private long length;

  /**
   * @param shown receives one line at a time
   */
  public AgentStream(Transcript transcript, Consumer<String> shown) {
    this.transcript = transcript;
    this.shown = shown;
  }

  public synchronized void write(byte[] bytes, int offset, int count) {
    int from = offset;
    for (int at = offset; at < offset + count; at++) {
      if (bytes[at] == '\n') {
        keep(bytes, from, at - from);
        endLine();
        from = at + 1;
      }
    }
    keep(bytes, from, offset + count - from);
  }

  private void keep(byte[] bytes, int from, int count) {
    line.write(bytes, from, Math.max(0, Math.min(count, MAX_LINE - line.size())));
    length += count;
  }

  private void endLine() {
    String text = line.toString(StandardCharsets.UTF_8).strip();
    boolean isCut = length > line.size();
    line.reset();
    long bytes = length;
    length = 0;
    List<String> told = isCut ? List.of("[a line of " + bytes + " bytes]") : transcript.read(text);
    told.forEach(shown);
  }

  /** The agent has ended: its last line may lack a line end. */
  public synchronized void finish() {
    if (length > 0) {
      endLine();
    }
  }
}
