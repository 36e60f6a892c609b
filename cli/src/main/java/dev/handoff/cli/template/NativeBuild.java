package dev.handoff.cli.template;

import dev.handoff.brief.Command;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Cargo, Go, .NET, CMake and make. */
final class NativeBuild {

  private static final Pattern TEST_TARGET = Pattern.compile("(?m)^(test|check)[ \\t]*:(?!=)");
  private static final Pattern CTEST =
      Pattern.compile("(?i)enable_testing\\s*\\(|include\\s*\\(\\s*CTest");

  private NativeBuild() {}

  static Optional<BuildTool> cargo(SourceFolder folder) {
    if (!folder.has("Cargo.toml")) {
      return Optional.empty();
    }
    boolean hasTests = folder.hasBelow("(.*/)?tests/.*");
    List<String> code = hasTests ? List.of("**/src/**", "**/tests/**") : List.of("**/src/**");
    // Unit tests are in the same files as the code.
    return Optional.of(
        new BuildTool(
            List.of(),
            Command.of("cargo", "test"),
            code,
            code,
            List.of("Cargo.toml", "Cargo.lock")));
  }

  static Optional<BuildTool> go(SourceFolder folder) {
    return folder.has("go.mod")
        ? Optional.of(
            new BuildTool(
                List.of(),
                Command.of("go", "test", "./..."),
                List.of("*.go"),
                List.of("*_test.go"),
                List.of("go.mod", "go.sum")))
        : Optional.empty();
  }

  static Optional<BuildTool> dotnet(SourceFolder folder) {
    boolean isBuilt = !folder.named(".*\\.(sln|slnx|csproj|fsproj|vbproj)").isEmpty();
    if (!isBuilt) {
      return Optional.empty();
    }
    List<String> code = folder.foldersWith("[^/]*\\.(cs|fs|vb)");
    List<String> tests =
        folder.foldersWith("[^/]*\\.(cs|fs|vb)").stream()
            .filter(glob -> glob.matches("(?i).*tests?(/.*)?"))
            .toList();
    return Optional.of(
        new BuildTool(
            List.of(Command.of("dotnet", "restore")),
            Command.of("dotnet", "test"),
            code.isEmpty() ? List.of("*.cs", "*.fs", "*.vb") : code,
            tests.isEmpty() ? folder.tests() : tests,
            List.of("*.csproj", "*.fsproj", "*.vbproj", "Directory.Packages.props")));
  }

  static Optional<BuildTool> cmake(SourceFolder folder) {
    if (!folder.has("CMakeLists.txt")) {
      return Optional.empty();
    }
    String to = folder.hasFolder("build") ? "cmake-build" : "build";
    String build = "cmake -S . -B " + to + " && cmake --build " + to;
    boolean isTested = CTEST.matcher(folder.text("CMakeLists.txt")).find();
    String test = isTested ? " && ctest --test-dir " + to + " --output-on-failure" : "";
    return Optional.of(
        new BuildTool(
            List.of(),
            Command.shell(build + test),
            folder.code(),
            folder.tests(),
            List.of("CMakeLists.txt")));
  }

  static Optional<BuildTool> make(SourceFolder folder) {
    return folder.present("GNUmakefile", "makefile", "Makefile").stream()
        .findFirst()
        .flatMap(
            file ->
                TEST_TARGET.matcher(folder.text(file)).results().map(it -> it.group(1)).findFirst())
        .map(
            target ->
                new BuildTool(
                    List.of(),
                    Command.of("make", target),
                    folder.code(),
                    folder.tests(),
                    List.of()));
  }
}
