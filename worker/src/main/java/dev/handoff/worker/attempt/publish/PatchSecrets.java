package dev.handoff.worker.attempt.publish;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.handoff.worker.secret.RedactedStream;
import dev.handoff.worker.secret.Redactor;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Searches a whole patch that has all files as text for secrets, also in the lines that it removes.
 */
record PatchSecrets(Redactor redactor) {

  private static final byte[] SECTION = "diff --git ".getBytes(UTF_8);

  boolean areIn(Path patch) throws IOException {
    if (redactor.isIdle()) {
      return false;
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(patch))) {
      return areIn(in);
    }
  }

  private boolean areIn(InputStream in) throws IOException {
    RedactedStream stream = stream();
    boolean isWhole = true;
    for (byte[] line = line(in); line.length > 0; line = line(in)) {
      if (isWhole && startsWith(line, SECTION)) {
        if (!stream.seen().isEmpty()) {
          return true;
        }
        stream = stream();
      }
      // Without the markers of changed lines, so that a secret of several lines reads as in the
      // file.
      boolean isSigned = isWhole && "+- ".indexOf(line[0]) >= 0;
      stream.write(line, isSigned ? 1 : 0, line.length - (isSigned ? 1 : 0));
      isWhole = line[line.length - 1] == '\n';
    }
    return !stream.seen().isEmpty();
  }

  private RedactedStream stream() {
    return redactor.stream((bytes, offset, length) -> {});
  }

  /** With its line end; of a very long line only a part. */
  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int each = in.read(); each >= 0; each = in.read()) {
      line.write(each);
      if (each == '\n' || line.size() == 1 << 20) {
        break;
      }
    }
    return line.toByteArray();
  }

  private static boolean startsWith(byte[] line, byte[] beginning) {
    return line.length >= beginning.length
        && Arrays.equals(line, 0, beginning.length, beginning, 0, beginning.length);
  }
}
