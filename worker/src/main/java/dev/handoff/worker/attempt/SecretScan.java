package dev.handoff.worker.attempt;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.Git.Place;
import dev.handoff.worker.secret.RedactedStream;
import dev.handoff.worker.secret.Redactor;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Looks for secrets in what the job changed. A patch with one is no result: without it, it would be
 * another patch than the checks have seen, and with it, it must not leave the worker.
 */
final class SecretScan {

  private static final byte[] SECTION = "diff --git ".getBytes(UTF_8);
  private static final int NAMED = 10;

  private final Redactor redactor;

  SecretScan(Redactor redactor) {
    this.redactor = redactor;
  }

  /**
   * How the attempt ends, seen its changes; where they hold a secret, they are withheld from then
   * on.
   */
  Finding judge(Attempt attempt, Finding end) throws IOException, InterruptedException {
    ScopeGuard.fix(attempt);
    if (redactor.isIdle() || attempt.changes().filter(each -> !each.isEmpty()).isEmpty()) {
      return end;
    }
    Map<String, Set<String>> found = found(attempt, attempt.changes().get());
    if (found.isEmpty()) {
      return end;
    }
    attempt.withhold();
    String message = message(found);
    attempt.log().note(message);
    if (end instanceof Finding.Stopped) {
      return end;
    }
    String before = end instanceof Finding.Failed failed ? "\n" + failed.message() : "";
    return Finding.failed(Reason.SECRET_FOUND, message + before);
  }

  /** By place, the names of the secrets in it. */
  private Map<String, Set<String>> found(Attempt attempt, Changeset changes)
      throws IOException, InterruptedException {
    Map<String, Set<String>> found = new TreeMap<>();
    Path patch = new TreeDiff(attempt).patch(changes.commit());
    try (InputStream in = new BufferedInputStream(Files.newInputStream(patch))) {
      sections(in, found);
    } finally {
      Files.delete(patch);
    }
    for (Change change : changes.changes()) {
      // A patch has the bytes of a binary file compressed.
      boolean isBinary = change.added() < 0 && !change.newMode().equals("000000");
      if (isBinary && !change.newMode().equals(Change.REPOSITORY)) {
        blob(attempt, change, found);
      }
    }
    return found;
  }

  /** The names of the secrets in a patch that has all files as text. */
  Set<String> found(Path patch) throws IOException {
    Map<String, Set<String>> found = new TreeMap<>();
    if (!redactor.isIdle()) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(patch))) {
        sections(in, found);
      }
    }
    return found.values().stream().reduce(Set.of(), SecretScan::union);
  }

  private void sections(InputStream in, Map<String, Set<String>> found) throws IOException {
    RedactedStream stream = stream();
    String place = "the patch";
    boolean isWhole = true;
    for (byte[] line = line(in); line.length > 0; line = line(in)) {
      boolean begins = isWhole && startsWith(line, SECTION);
      if (begins) {
        add(found, place, stream);
        stream = stream();
        place = new String(line, UTF_8).strip().replaceFirst("^diff --git .* \"?b/", "");
      }
      // Without the sign of a changed line, what goes over several lines is as in the file.
      boolean isSigned = isWhole && "+- ".indexOf(line[0]) >= 0;
      stream.write(line, isSigned ? 1 : 0, line.length - (isSigned ? 1 : 0));
      isWhole = line[line.length - 1] == '\n';
    }
    add(found, place, stream);
  }

  /** With its end; of a very long one a part. */
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
        && java.util.Arrays.equals(line, 0, beginning.length, beginning, 0, beginning.length);
  }

  private void blob(Attempt attempt, Change change, Map<String, Set<String>> found)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile(attempt.workspace().scratch(), "blob", null);
    Place place = Place.repository(attempt.workspace().repository());
    RedactedStream stream = stream();
    byte[] block = new byte[64 * 1024];
    attempt
        .git()
        .run(place, new byte[0], file, java.util.List.of("cat-file", "blob", change.newHash()));
    try (InputStream in = Files.newInputStream(file)) {
      for (int length = in.read(block); length >= 0; length = in.read(block)) {
        stream.write(block, 0, length);
      }
    } finally {
      Files.delete(file);
    }
    add(found, change.shownPath(), stream);
  }

  private RedactedStream stream() {
    return redactor.stream((bytes, offset, length) -> {});
  }

  private static void add(Map<String, Set<String>> found, String place, RedactedStream stream) {
    if (!stream.seen().isEmpty()) {
      found.merge(place, stream.seen(), SecretScan::union);
    }
  }

  private static Set<String> union(Set<String> some, Set<String> more) {
    Set<String> all = new java.util.TreeSet<>(some);
    all.addAll(more);
    return all;
  }

  private static String message(Map<String, Set<String>> found) {
    StringBuilder text = new StringBuilder("the changes hold what must not leave this worker: ");
    text.append(
        found.entrySet().stream()
            .limit(NAMED)
            .map(each -> String.join(", ", each.getValue()) + " in " + each.getKey())
            .collect(java.util.stream.Collectors.joining("; ")));
    if (found.size() > NAMED) {
      text.append("; and in ").append(found.size() - NAMED).append(" more files");
    }
    return text.append(". So no patch and no branch is kept. Have the job read it when it runs.")
        .toString();
  }
}
