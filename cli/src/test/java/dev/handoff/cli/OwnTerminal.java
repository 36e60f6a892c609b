package dev.handoff.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A terminal for one command of a test; skips the test where none is available. */
final class OwnTerminal {

  private OwnTerminal() {}

  /** The words that run the command there, after a first command for the shell. */
  static List<String> words(String first, List<String> command) {
    boolean isInstalled =
        Stream.of(System.getenv("PATH").split(":"))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "script")));
    assumeTrue(isInstalled, "script is not installed (Debian: apt-get install bsdutils)");
    String line = command.stream().map(OwnTerminal::quoted).collect(Collectors.joining(" "));
    return List.of("script", "--quiet", "--return", "--command", first + line, "/dev/null");
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
