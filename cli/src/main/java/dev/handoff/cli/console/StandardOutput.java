package dev.handoff.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;

/**
 * The stdout of this process, which remembers that it could not be written: a print stream tells
 * nobody, and an exit code of 0 would then go with an answer that was lost.
 */
public final class StandardOutput extends FilterOutputStream {

  private volatile IOException failure;

  StandardOutput(OutputStream out) {
    super(out);
  }

  /** Makes it what {@link System#out} is. */
  public static StandardOutput install() {
    StandardOutput stdout = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    System.setOut(new PrintStream(stdout, false));
    return stdout;
  }

  @Override
  public void write(int each) throws IOException {
    write(new byte[] {(byte) each}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  /**
   * The code to end with: {@code exitCode} if all was written, or nobody wanted it. Else a success
   * that nobody could read is none; a failure stays what it was.
   *
   * @param isVerdict whether that code is an answer without any text
   */
  public int exitCode(int exitCode, boolean isVerdict) {
    return exitCode(exitCode, isVerdict, StandardTarget.ofStdout());
  }

  public int exitCode(int exitCode, boolean isVerdict, StandardTarget target) {
    IOException lost = failure;
    if (lost == null
        || target == StandardTarget.PIPE // its reader wanted no more, as head does
        || target == StandardTarget.CLOSED && isVerdict) {
      return exitCode;
    }
    String why = target == StandardTarget.CLOSED ? "it is closed" : lost.getMessage();
    String next = isVerdict ? "; ask again by the job's id" : "";
    System.err.println("handoff: the answer could not be written to stdout (" + why + ")" + next);
    return exitCode == ExitCode.COMPLETED ? ExitCode.UNAVAILABLE : exitCode;
  }
}
