package dev.handoff.cli.local;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that starts this build as the background process. */
final class LocalCommandLine {

  private static final String SETSID = "/usr/bin/setsid";

  /**
   * Executes its arguments with resource limits at their maximum, the usual umask, a UTF-8 locale
   * and no ignored signals: otherwise all later jobs would inherit these from the caller's shell.
   * $1 is the caller's locale, for a host without another UTF-8 locale; $2 is "ignored" if SIGHUP
   * must stay ignored, as with nohup.
   */
  private static final String SETTLED =
      """
      umask 022
      for limit in d f m t u v; do
        ulimit -S "-$limit" hard
      done 2>/dev/null
      letter=$'\\360\\237\\230\\200' own=$1 hangup=$2
      shift 2
      for LANG in C.UTF-8 en_US.UTF-8 "$own" C; do
        [ ${#letter} = 1 ] && break
      done 2>/dev/null
      export LANG
      defaults=(env --default-signal)
      if [ "$hangup" = ignored ] || ! "${defaults[@]}" true 2>/dev/null; then
        defaults=()
      fi
      exec "${defaults[@]}" "$@"
      """;

  private LocalCommandLine() {}

  static List<String> of(String build) {
    List<String> command = new ArrayList<>(settled());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> argument.startsWith("-XX:SharedArchiveFile="))
        .forEach(command::add);
    command.addAll(
        List.of(
            "-Xmx768m",
            "-Xshare:auto",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dhandoff.build=" + build,
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
            "-Dorg.slf4j.simpleLogger.log.dev.handoff=info",
            "-Dorg.slf4j.simpleLogger.log.org.apache.kafka=warn",
            "-cp",
            System.getProperty("java.class.path"),
            LocalDaemon.class.getName()));
    return command;
  }

  /** Starts it in a session of its own, so that it survives the terminal. */
  private static List<String> settled() {
    boolean hasSessions = Files.isExecutable(Path.of(SETSID));
    String own = System.getenv().getOrDefault("LANG", "C");
    return List.of(
        hasSessions ? SETSID : "nohup",
        "bash",
        "-p",
        "-c",
        SETTLED,
        "local",
        own,
        hasSessions ? "" : "ignored");
  }
}
