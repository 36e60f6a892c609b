package dev.handoff.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;

/**
 * The stderr of this process without control characters except line ends and tabs. Messages, log
 * lines of libraries and stack traces may quote a job. Bytes are read as UTF-8.
 */
public final class PlainOutput extends FilterOutputStream {

  /** The first byte of U+0080 to U+009F, and of some letters. */
  private static final int LEAD = 0xC2;

  // Guarded by the print stream around this one.
  private boolean isLeadHeld;

  PlainOutput(OutputStream out) {
    super(out);
  }

  /** Replaces {@link System#err}. */
  public static void install() {
    System.setErr(new PrintStream(new PlainOutput(new FileOutputStream(FileDescriptor.err)), true));
  }

  /** The unfiltered stderr, for what Handoff itself draws and does not quote. */
  public static PrintWriter unfiltered() {
    return new PrintWriter(new FileOutputStream(FileDescriptor.err), true, UTF_8);
  }

  @Override
  public void write(int each) throws IOException {
    write(new byte[] {(byte) each}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    byte[] plain = new byte[length + 1];
    int size = 0;
    for (int i = offset; i < offset + length; i++) {
      int each = bytes[i] & 0xFF;
      boolean isControl = each < ' ' && each != '\n' && each != '\t' || each == 0x7F;
      if (isLeadHeld) {
        isLeadHeld = false;
        isControl |= each >= 0x80 && each <= 0x9F;
        if (!isControl) {
          plain[size++] = (byte) LEAD;
        }
      }
      if (each == LEAD) {
        isLeadHeld = true;
      } else if (!isControl) {
        plain[size++] = (byte) each;
      }
    }
    out.write(plain, 0, size);
  }
}
