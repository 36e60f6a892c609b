package dev.handoff.cli;

import dev.handoff.log.ArtifactChunk;
import java.io.PrintWriter;

/** Prints the log of a job as it comes, and says where another attempt begins. */
final class LogPrinter {

  private final PrintWriter out;
  private final PrintWriter err;

  // Guarded by this.
  private LogText text = new LogText();
  private int attempt;
  private boolean endsLine = true;

  LogPrinter(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
  }

  synchronized void print(ArtifactChunk chunk) {
    if (attempt != 0 && chunk.attempt() != attempt) {
      begin(chunk.attempt());
    }
    attempt = chunk.attempt();
    String part = text.of(chunk.bytes());
    out.print(part);
    out.flush();
    endsLine = part.isEmpty() ? endsLine : part.endsWith("\n");
  }

  private void begin(int next) {
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
