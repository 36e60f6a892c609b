package dev.handoff.cli.doctor.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a process of this user inherited from its parent, read from /proc.
 *
 * @param umask in octal digits
 * @param niceness above 0, it yields to other processes
 * @param limits resource limits by their names in /proc; without the unlimited ones
 * @param environment with which it was started
 */
public record ProcessSurroundings(
    String umask, int niceness, Map<String, String> limits, Map<String, String> environment) {

  private static final Path PROCESSES = Path.of("/proc");
  private static final String UMASK = "Umask:";
  private static final String LIMIT = "Max ";
  private static final int NAME_COLUMNS = 26;

  // Counted from the state, which is the first word after the name; the name may contain blanks.
  private static final int NICENESS = 16;

  /** Empty if the system has no such files, or the process has ended. */
  public static Optional<ProcessSurroundings> of(long pid) {
    Path process = PROCESSES.resolve(String.valueOf(pid));
    try {
      return Optional.of(
          of(
              text(process.resolve("status")),
              text(process.resolve("stat")),
              text(process.resolve("limits")),
              text(process.resolve("environ"))));
    } catch (IOException untold) {
      return Optional.empty();
    }
  }

  public static ProcessSurroundings of(String status, String stat, String limits, String environ) {
    String umask =
        status
            .lines()
            .filter(line -> line.startsWith(UMASK))
            .map(line -> line.substring(UMASK.length()).strip())
            .findFirst()
            .orElse("unknown");
    String[] words = stat.substring(stat.lastIndexOf(')') + 1).strip().split("\\s+");
    return new ProcessSurroundings(
        umask, Integer.parseInt(words[NICENESS]), limited(limits), variables(environ));
  }

  private static Map<String, String> limited(String limits) {
    Map<String, String> limited = new LinkedHashMap<>();
    for (String line : limits.lines().filter(each -> each.startsWith(LIMIT)).toList()) {
      String name = line.substring(LIMIT.length(), NAME_COLUMNS).strip();
      String[] words = line.substring(NAME_COLUMNS).strip().split("\\s+");
      if (!words[0].equals("unlimited")) {
        String unit = words.length > 2 ? " " + words[2] : "";
        limited.put(name, words[0] + unit);
      }
    }
    return limited;
  }

  private static Map<String, String> variables(String environ) {
    Map<String, String> variables = new LinkedHashMap<>();
    for (String entry : environ.split("\0")) {
      int equals = entry.indexOf('=');
      if (equals > 0) {
        variables.put(entry.substring(0, equals), entry.substring(equals + 1));
      }
    }
    return variables;
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
