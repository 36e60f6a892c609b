package dev.handoff.cli.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * The stdout of this process. It remembers write failures, which a print stream hides: an exit code
 * of 0 would then come with a lost answer.
 */
public final class StandardOutput extends FilterOutputStream {

  private volatile @Nullable IOException failure;

  StandardOutput(OutputStream out) {
    super(out);
  }

  /** Replaces {@link System#out}. */
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
   * The code to exit with: {@code exitCode} if all output was written or its reader closed the
   * pipe. If output was lost, a success becomes a failure; a failure stays the same.
   *
   * @param isVerdict whether the code alone is an answer, without any text
   */
  public int exitCode(int exitCode, boolean isVerdict) {
    return exitCode(exitCode, isVerdict, StandardTarget.ofStdout());
  }

  public int exitCode(int exitCode, boolean isVerdict, StandardTarget target) {
    IOException lost = failure;
    if (lost == null
        || target == StandardTarget.PIPE // its reader has read enough, like head
        || target == StandardTarget.CLOSED && isVerdict) {
      return exitCode;
    }
    String why = target == StandardTarget.CLOSED ? "it is closed" : lost.getMessage();
    String next = isVerdict ? "; ask again by the job's id" : "";
    System.err.println("handoff: the answer could not be written to stdout (" + why + ")" + next);
    return exitCode == ExitCode.COMPLETED ? ExitCode.UNAVAILABLE : exitCode;
  }
}
