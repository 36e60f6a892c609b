package dev.handoff.brief.lint;

import dev.handoff.brief.Command;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Recognizes files that define what a program runs, or how, by the conventions of common tools. */
public final class DefinitionFiles {

  /**
   * @param programs that read them; empty: any program may
   * @param path in the repository
   */
  private record Convention(Set<String> programs, Pattern path) {}

  private static final List<Convention> CONVENTIONS =
      List.of(
          convention("make gmake", "GNUmakefile|[Mm]akefile|[^/]*\\.mk"),
          convention(
              "cmake ctest ninja make", "CMakeLists\\.txt|CMakePresets\\.json|[^/]*\\.cmake"),
          convention(
              "npm npx pnpm pnpx yarn bun bunx node deno jest vitest mocha ava turbo nx",
              "package\\.json|\\.npmrc|pnpm-workspace\\.yaml|turbo\\.json|nx\\.json|deno\\.jsonc?"
                  + "|tsconfig[^/]*\\.json|\\.(mocharc|nycrc|eslintrc|c8rc|babelrc)[^/]*"
                  + "|(jest|vitest|vite|playwright|cypress|karma|ava|nyc|eslint|babel)\\.conf(ig)?\\.[^/]+"),
          convention("mvn mvnw mvnd", "pom\\.xml|mvnw|\\.mvn/.*"),
          convention(
              "gradle gradlew",
              "[^/]*\\.gradle(\\.kts)?|gradle\\.properties|gradlew|gradle/.*|buildSrc/.*"),
          convention(
              "pytest py.test tox nox python python3 uv uvx poetry hatch pdm coverage ruff mypy flake8 pylint",
              "\\.?pytest\\.ini|tox\\.ini|setup\\.(cfg|py)|conftest\\.py|pyproject\\.toml|noxfile\\.py"
                  + "|\\.coveragerc|mypy\\.ini|\\.?ruff\\.toml|\\.flake8|\\.pylintrc"),
          convention("cargo", "Cargo\\.toml|\\.cargo/.*|build\\.rs|\\.?clippy\\.toml"),
          convention("go golangci-lint", "\\.golangci\\.[^/]+"),
          convention(
              "rake rspec bundle ruby rails",
              "Rakefile|\\.rspec|(spec|rails|test)_helper\\.rb|\\.rubocop\\.yml"),
          convention(
              "composer phpunit php phpstan",
              "phpunit\\.xml[^/]*|composer\\.json|phpstan\\.neon[^/]*"),
          convention(
              "dotnet",
              "[^/]*\\.(csproj|fsproj|sln|slnx|runsettings)|Directory\\.Build\\.(props|targets)"),
          convention("just", "\\.?[Jj]ustfile"),
          convention("task", "Taskfile[^/]*\\.ya?ml"),
          convention(
              "bazel bazelisk",
              "BUILD(\\.bazel)?|WORKSPACE[^/]*|MODULE\\.bazel|\\.bazelrc|[^/]*\\.bzl"),
          convention(
              "",
              "\\.github/(workflows|actions)/.*|\\.gitlab-ci\\.ya?ml|\\.circleci/.*|Jenkinsfile"
                  + "|azure-pipelines[^/]*\\.ya?ml|\\.travis\\.yml|\\.pre-commit-config\\.yaml"));

  private static final Set<String> KNOWN =
      Set.copyOf(CONVENTIONS.stream().flatMap(each -> each.programs().stream()).toList());

  private DefinitionFiles() {}

  private static Convention convention(String programs, String path) {
    return new Convention(
        programs.isEmpty() ? Set.of() : Set.of(programs.split(" ")),
        Pattern.compile("(.*/)?(" + path + ")"));
  }

  private static final Pattern SCRIPT =
      Pattern.compile(
          "(.*/)?(sh|bash|dash|zsh|ksh|perl|env)|\\./.*|.*\\.(sh|bash|pl|rb|py|[cm]?[jt]s)");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s;|&<>()'\"`]+");

  /** Whether any program reads such a file. */
  public static boolean matches(String path) {
    return CONVENTIONS.stream().anyMatch(each -> each.path().matcher(path).matches());
  }

  /**
   * Returns a test whether the command reads the file at a path. A command that runs a script and
   * no known program may read any of them.
   */
  public static Predicate<String> readBy(Command command) {
    Set<String> programs = programs(command);
    boolean isUnknown =
        programs.stream().noneMatch(KNOWN::contains)
            && words(command).stream().anyMatch(word -> SCRIPT.matcher(word).matches());
    return path -> isRead(path, programs, isUnknown);
  }

  /** Whether the command runs a program that is known to read such files. */
  public static boolean isKnown(Command command) {
    return programs(command).stream().anyMatch(KNOWN::contains);
  }

  private static List<String> words(Command command) {
    List<String> argv = command.argv();
    boolean isShell = argv.size() == 3 && argv.get(1).equals("-c");
    return (isShell ? argv.subList(2, 3) : argv)
        .stream().flatMap(argument -> Stream.of(BETWEEN_WORDS.split(argument))).toList();
  }

  private static boolean isRead(String path, Set<String> programs, boolean isUnknown) {
    return CONVENTIONS.stream()
        .filter(each -> each.path().matcher(path).matches())
        .anyMatch(
            each ->
                isUnknown
                    || each.programs().isEmpty()
                    || each.programs().stream().anyMatch(programs::contains));
  }

  /** The last path parts of all words of the command or script: each word may be a program. */
  private static Set<String> programs(Command command) {
    return words(command).stream()
        .map(word -> word.substring(word.lastIndexOf('/') + 1))
        .collect(Collectors.toSet());
  }
}
