package dev.handoff.cli.local;

import dev.handoff.cli.doctor.Doctor;
import dev.handoff.cli.doctor.check.Diagnosis;
import dev.handoff.cli.state.LocalDefaultException;
import dev.handoff.cli.state.LocalFolder;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Explains why the local process did not start, from probes of the host or from its log. */
final class StartFailure {

  private static final String WHAT = "the local broker and worker did not start";
  private static final int LINES_SHOWN = 15;
  private static final int LONGEST_LOG = 1 << 20;
  private static final String CAUSED_BY = "Caused by: ";
  private static final Pattern THROWN =
      Pattern.compile("(Exception in thread \"[^\"]*\" )?[\\w.$]+(Exception|Error)(: .*)?");
  private static final Pattern SAID = Pattern.compile("(\\[[^]]*] )?ERROR .*|Error[ :].*");

  private StartFailure() {}

  /**
   * The explanation for people.
   *
   * @param before length of the log before the start
   */
  static String explain(LocalFolder folder, long before) throws IOException {
    return explain(findings(folder), lines(folder.log(), before), folder.log());
  }

  /** Pure. */
  static String explain(List<Diagnosis> findings, List<String> log, Path file) {
    if (!findings.isEmpty()) {
      Diagnosis first = findings.get(0);
      return "%s: %s. To fix that: %s".formatted(WHAT, first.text(), first.remedy());
    }
    if (log.isEmpty()) {
      return WHAT + ", and logged nothing in " + file + "; handoff doctor may find more";
    }
    String cause = cause(log).map(line -> ": " + line).orElse("");
    List<String> end = log.subList(Math.max(0, log.size() - LINES_SHOWN), log.size());
    return "%s%s\nThe end of %s:\n%s".formatted(WHAT, cause, file, String.join("\n", end));
  }

  /** The most specific line. */
  static Optional<String> cause(List<String> log) {
    return last(log, line -> line.startsWith(CAUSED_BY))
        .map(line -> line.substring(CAUSED_BY.length()))
        .or(() -> last(log, line -> THROWN.matcher(line).matches()))
        .or(() -> last(log, line -> SAID.matcher(line).find()))
        .map(String::strip);
  }

  private static Optional<String> last(List<String> log, Predicate<String> isMeant) {
    return log.stream().map(String::strip).filter(isMeant).reduce((before, after) -> after);
  }

  private static List<Diagnosis> findings(LocalFolder folder) throws LocalDefaultException {
    try {
      return new Doctor(System.getenv(), folder.work(), () -> null).whyNoStart();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalDefaultException(WHAT + "; interrupted while looking for the reason");
    }
  }

  private static List<String> lines(Path log, long before) throws IOException {
    if (!Files.exists(log)) {
      return List.of();
    }
    try (SeekableByteChannel file = Files.newByteChannel(log)) {
      file.position(Math.max(Math.min(before, file.size()), file.size() - LONGEST_LOG));
      byte[] bytes = Channels.newInputStream(file).readNBytes(LONGEST_LOG);
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
  }
}
