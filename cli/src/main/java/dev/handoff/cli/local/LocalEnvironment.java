package dev.handoff.cli.local;

import dev.handoff.job.GitEnvironment;
import java.io.File;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the local process takes from the shell that happens to start it. It serves other shells and
 * later jobs too, so it takes what says where programs, log-ins and proxies are, and nothing that
 * would change what a job does: language, time zone, how shells and Java behave.
 */
final class LocalEnvironment {

  static final Set<String> DROPPED =
      Set.of(
          "LANGUAGE",
          "TZ",
          // It may be gone when that shell is.
          "TMPDIR",
          "TERM",
          "COLUMNS",
          "LINES",
          "BASH_ENV",
          "BASHOPTS",
          "SHELLOPTS",
          "BASH_COMPAT",
          "ENV",
          "CDPATH",
          "POSIXLY_CORRECT",
          "GREP_OPTIONS",
          "CLASSPATH",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "_JAVA_OPTIONS");

  private LocalEnvironment() {}

  /**
   * @param environment of the process that starts it, changed in place
   */
  static void settle(Map<String, String> environment) {
    environment.keySet().removeIf(LocalEnvironment::isDropped);
    GitEnvironment.keepUsers(environment);
    environment.computeIfPresent("PATH", (name, path) -> absolute(path));
  }

  private static boolean isDropped(String name) {
    return DROPPED.contains(name) || name.startsWith("LC_") || name.startsWith("BASH_FUNC_");
  }

  /** A relative folder, or an empty one, would be another one in each job's tree. */
  private static String absolute(String path) {
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(folder -> folder.startsWith("/"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
