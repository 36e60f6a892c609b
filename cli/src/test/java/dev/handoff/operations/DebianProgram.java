package dev.handoff.operations;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program that a test is about and that not everybody has: where it is missing, the test is
 * skipped and says which package has it.
 */
record DebianProgram(Path file) {

  private static final Duration DEADLINE = Duration.ofSeconds(60);

  static DebianProgram find(String name, String debianPackage) {
    List<Path> found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(folder -> Path.of(folder, name))
            .filter(Files::isExecutable)
            .toList();
    assumeTrue(
        !found.isEmpty(),
        name + " is not installed (Debian: apt-get install " + debianPackage + ")");
    return new DebianProgram(found.get(0));
  }

  ProcessBuilder command(String... arguments) {
    List<String> words = new ArrayList<>(List.of(file.toString()));
    words.addAll(List.of(arguments));
    return new ProcessBuilder(words);
  }

  /** Runs it to its end, in the folder. */
  ProcessResult run(Path folder, String... arguments) {
    return ProcessRun.run(command(arguments).directory(folder.toFile()), DEADLINE);
  }
}
