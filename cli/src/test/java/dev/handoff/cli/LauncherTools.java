package dev.handoff.cli;

import dev.handoff.testkit.ExecutableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All programs that a launcher under test finds: those of the test, and those of the system that
 * are neither Java nor Maven.
 *
 * @param bin those of the test
 * @param system links to those of the system
 */
record LauncherTools(Path bin, Path system) {

  static final Path LAUNCHER = Path.of("..", "handoff").toAbsolutePath().normalize();

  private static final String NAMES =
      "bash env sed awk find readlink dirname head cat grep tee mkdir mv rm touch stat stty flock"
          + " sleep sh locale";

  static LauncherTools in(Path folder) throws IOException {
    Path bin = Files.createDirectories(folder.resolve("bin"));
    Path system = Files.createDirectories(folder.resolve("system"));
    for (String name : NAMES.split(" ")) {
      Files.createSymbolicLink(system.resolve(name), ofSystem(name));
    }
    return new LauncherTools(bin, system);
  }

  private static Path ofSystem(String name) {
    for (String folder : System.getenv("PATH").split(":")) {
      Path tool = Path.of(folder, name);
      if (Files.isExecutable(tool)) {
        return tool;
      }
    }
    throw new IllegalStateException("this test needs " + name + " on the PATH");
  }

  void with(String name, String script) throws IOException {
    ExecutableFile.write(bin.resolve(name), script);
  }

  ProcessBuilder launcher(Path script, String... arguments) {
    List<String> command = new ArrayList<>(List.of(script.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("HANDOFF_"));
    builder.environment().remove("JAVA_HOME");
    builder.environment().put("PATH", bin + ":" + system);
    return builder;
  }
}
