package dev.handoff.cli.local;

import dev.handoff.job.GitEnvironment;
import java.io.File;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The environment that the local process inherits from the shell that starts it. The process serves
 * other shells and later jobs too. So it keeps variables that locate programs, log-ins and proxies,
 * and drops those that would change what a job does: language, time zone, behaviour of shells and
 * Java.
 */
final class LocalEnvironment {

  static final Set<String> DROPPED =
      Set.of(
          "LANGUAGE",
          "TZ",
          // It may be deleted when that shell ends.
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
          "_JAVA_OPTIONS",
          "TRACEPARENT",
          "TRACESTATE");

  private LocalEnvironment() {}

  /**
   * @param environment of the process to start, changed in place
   */
  static void settle(Map<String, String> environment) {
    environment.keySet().removeIf(LocalEnvironment::isDropped);
    GitEnvironment.keepUsers(environment);
    environment.computeIfPresent("PATH", (name, path) -> absolute(path));
  }

  private static boolean isDropped(String name) {
    return DROPPED.contains(name) || name.startsWith("LC_") || name.startsWith("BASH_FUNC_");
  }

  /** Drops relative and empty folders, which would mean another place in each job's tree. */
  private static String absolute(String path) {
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(folder -> folder.startsWith("/"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
