package dev.handoff.worker.attempt.touched;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Files that say what a program runs, or how, by the conventions of common tools. */
final class DefinitionFiles {

  /**
   * @param programs which read them; empty: anybody may
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

  static boolean matches(String path) {
    return CONVENTIONS.stream().anyMatch(each -> each.path().matcher(path).matches());
  }

  /**
   * Whether a command that runs these programs reads the file. One that runs none of those that are
   * known may run any.
   */
  static boolean decides(String path, Set<String> programs) {
    boolean isUnknown = programs.stream().noneMatch(KNOWN::contains);
    return CONVENTIONS.stream()
        .filter(each -> each.path().matcher(path).matches())
        .anyMatch(
            each ->
                isUnknown
                    || each.programs().isEmpty()
                    || each.programs().stream().anyMatch(programs::contains));
  }
}
