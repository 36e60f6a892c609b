package dev.handoff.testkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A folder with scripts for Node.js and the packages of npm that they need. A test that asks for it
 * is skipped where they cannot be had, and says why.
 */
public final class NpmFolder {

  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String LOCK = "package-lock.json";

  private NpmFolder() {}

  /**
   * Copies the files, and installs the packages once for each lock file. Several tests of one
   * process may ask at the same time, and while scripts of others start.
   *
   * @param sources holds the scripts, {@code package.json} and {@code package-lock.json}
   */
  public static synchronized Path install(Path sources, Path folder) throws IOException {
    assumeTrue(isThere("node") && isThere("npm"), "no Node.js with npm is installed");
    String version = ProcessRun.run(new ProcessBuilder("node", "--version"), PATIENCE).stdout();
    assumeTrue(
        version.matches("v([2-9][0-9]|[1-9][0-9]{2})\\.(?s:.*)"),
        "Node.js 20 or later is needed, not " + version.strip());
    Files.createDirectories(folder);
    for (Path source : files(sources)) {
      copy(source, folder.resolve(source.getFileName()));
    }
    Path installed = folder.resolve("installed");
    byte[] wanted = Files.readAllBytes(sources.resolve(LOCK));
    if (!isSame(installed, wanted)) {
      ProcessBuilder npm =
          new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
              .directory(folder.toFile());
      ProcessResult result = ProcessRun.run(npm, PATIENCE);
      assumeTrue(result.exit() == 0, "npm could not install the packages: " + result.stderr());
      Files.write(installed, wanted);
    }
    return folder;
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  /** Not again if it is there: a script may be read just now. */
  private static void copy(Path source, Path copy) throws IOException {
    byte[] bytes = Files.readAllBytes(source);
    if (!isSame(copy, bytes)) {
      Files.write(copy, bytes);
    }
  }

  private static boolean isSame(Path file, byte[] bytes) throws IOException {
    return Files.exists(file) && Arrays.equals(Files.readAllBytes(file), bytes);
  }

  private static boolean isThere(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
