package dev.handoff.cli.show;

import dev.handoff.cli.await.Interrupts;
import dev.handoff.cli.job.LogText;
import dev.handoff.log.artifact.ArtifactChunk;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Prints the log of a job as it arrives, and marks where another attempt begins. */
final class LogPrinter {

  private final PrintWriter out;
  private final PrintWriter err;
  private final @Nullable OutputStream raw; // null for text

  // Guarded by this.
  private LogText text = new LogText();
  private int attempt;
  private boolean endsLine = true;

  /** Prints text that is safe for a terminal. */
  LogPrinter(PrintWriter out, PrintWriter err) {
    this(out, err, null);
  }

  private LogPrinter(PrintWriter out, PrintWriter err, @Nullable OutputStream raw) {
    this.out = out;
    this.err = err;
    this.raw = raw;
  }

  /** Prints the unchanged bytes of the job. */
  static LogPrinter raw(PrintStream out, PrintWriter err) {
    return new LogPrinter(new PrintWriter(out), err, out);
  }

  synchronized void print(ArtifactChunk chunk) {
    if (attempt != 0 && chunk.attempt() != attempt) {
      begin(chunk.attempt());
    }
    attempt = chunk.attempt();
    if (raw == null) {
      print(text.of(chunk.bytes()));
    } else {
      copy(chunk.bytes(), raw);
    }
  }

  private void copy(byte[] bytes, OutputStream to) {
    try {
      to.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    endsLine = bytes.length == 0 ? endsLine : bytes[bytes.length - 1] == '\n';
    Interrupts.endIfUnread(out, err);
  }

  /** Prints the rest after the last part. */
  synchronized void finish() {
    print(text.rest());
  }

  private void print(String part) {
    out.print(part);
    endsLine = part.isEmpty() ? endsLine : part.endsWith("\n");
    Interrupts.endIfUnread(out, err);
  }

  private void begin(int next) {
    finish();
    if (!endsLine) {
      out.println();
      out.flush();
    }
    err.println("--- attempt " + next + " ---");
    err.flush();
    text = new LogText();
    endsLine = true;
  }
}
