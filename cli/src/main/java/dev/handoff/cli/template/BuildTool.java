package dev.handoff.cli.template;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a repository is built, as its files tell, so that a template says it and its user need not.
 *
 * @param setup fetches what the tests need; empty: nothing to do
 * @param check builds and tests all of it
 * @param code globs of code and tests
 * @param tests globs of the tests alone
 * @param manifests files that name the dependencies
 */
record BuildTool(
    List<String> setup,
    List<String> check,
    List<String> code,
    List<String> tests,
    List<String> manifests) {

  private static final String CHECK_NAME = "{name: the build and its tests pass, run: ";

  private static final BuildTool CARGO =
      new BuildTool(
          List.of(),
          List.of("cargo", "test"),
          List.of("**/src/**", "**/tests/**"),
          List.of("**/src/**", "**/tests/**"),
          List.of("Cargo.toml", "Cargo.lock"));

  private static final BuildTool GO =
      new BuildTool(
          List.of(),
          List.of("go", "test", "./..."),
          List.of("*.go"),
          List.of("*_test.go"),
          List.of("go.mod", "go.sum"));

  /** Nothing for a build that is not known. */
  static Optional<BuildTool> of(Path root) throws IOException {
    if (root == null) {
      return Optional.empty();
    }
    if (Files.exists(root.resolve("pom.xml"))) {
      return Optional.of(jvm(command(root, "mvnw", "mvn", "-B", "-ntp", "verify"), "pom.xml"));
    }
    if (Files.exists(root.resolve("build.gradle"))
        || Files.exists(root.resolve("build.gradle.kts"))) {
      return Optional.of(
          jvm(command(root, "gradlew", "gradle", "check"), "*.gradle", "*.gradle.kts"));
    }
    if (Files.isRegularFile(root.resolve("package.json"))) {
      return Optional.of(npm(root));
    }
    if (Files.exists(root.resolve("Cargo.toml"))) {
      return Optional.of(CARGO);
    }
    return Files.exists(root.resolve("go.mod")) ? Optional.of(GO) : Optional.empty();
  }

  private static BuildTool jvm(List<String> check, String... manifests) {
    return new BuildTool(
        List.of(), check, List.of("**/src/**"), List.of("**/src/test/**"), List.of(manifests));
  }

  /** By the wrapper that the repository brings, if it does. */
  private static List<String> command(Path root, String wrapper, String tool, String... arguments) {
    Stream<String> program =
        Files.exists(root.resolve(wrapper)) ? Stream.of("sh", wrapper) : Stream.of(tool);
    return Stream.concat(program, Stream.of(arguments)).toList();
  }

  private static BuildTool npm(Path root) throws IOException {
    String manifest =
        new String(Files.readAllBytes(root.resolve("package.json")), StandardCharsets.UTF_8);
    // What npm init writes as the test is a command that fails.
    boolean hasTests = manifest.contains("\"test\"") && !manifest.contains("no test specified");
    boolean isLocked = Files.exists(root.resolve("package-lock.json"));
    return new BuildTool(
        isLocked ? List.of("npm", "ci") : List.of("npm", "install"),
        hasTests ? List.of("npm", "test") : List.of("sh", "check.sh"),
        List.of("src/**", "lib/**", "test/**", "*.js", "*.ts"),
        List.of("test/**", "*.test.*", "*.spec.*"),
        List.of("package.json", "package-lock.json"));
  }

  /** The template with this build's commands and globs where it has general ones. */
  String fill(String template) {
    if (!template.contains(CHECK_NAME)) {
      return template;
    }
    String fetch = setup.isEmpty() ? "[]" : "[" + flow(setup) + "]";
    List<String> codeAndManifests = Stream.concat(code.stream(), manifests.stream()).toList();
    return template
        .replace("setup: []", "setup: " + fetch)
        .replace(CHECK_NAME + "[sh, check.sh]", CHECK_NAME + flow(check))
        .replace(
            "include: [\"src/**\", \"test/**\", package.json]",
            "include: " + flow(codeAndManifests))
        .replace("include: [\"src/**\", \"test/**\"]", "include: " + flow(code))
        .replace("include: [\"test/**\"]", "include: " + flow(tests));
  }

  private static String flow(List<String> words) {
    return words.stream()
        .map(word -> word.matches("[A-Za-z0-9./_-]+") ? word : '"' + word + '"')
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
