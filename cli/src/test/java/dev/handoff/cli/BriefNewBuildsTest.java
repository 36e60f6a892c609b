package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.Command;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How {@code handoff brief new} reads the builds of real repositories. */
class BriefNewBuildsTest {

  private static final List<String> TEMPLATES =
      List.of("change", "refactor", "migration", "tests", "dependency-upgrade", "docs", "audit");

  @TempDir Path folder;

  private TestRepository repository;

  @BeforeEach
  void makeARepository() {
    repository = TestRepository.in(folder.resolve("repository"));
  }

  /** Files as name, colon and text; setup; check; include. */
  static Stream<Arguments> skeletons() {
    return Stream.of(
        of("pom.xml:<project/> mvnw: src/main/A.java:", "", "sh mvnw -B -ntp verify", "**/src/**"),
        of("settings.gradle.kts: a/build.gradle.kts: a/src/A.kt:", "", "gradle check", "**/src/**"),
        of(
            "package.json:{\"scripts\":{\"test\":\"x\"}} package-lock.json:{} lib/a.js: tests/a.js:",
            "npm ci",
            "npm test",
            "lib/** tests/**"),
        of(
            "package.json:{\"scripts\":{\"test\":\"x\"}} pnpm-lock.yaml: src/a.ts: vite.config.ts:",
            "pnpm install --frozen-lockfile",
            "pnpm test",
            "src/** *.ts"),
        of(
            "package.json:{\"scripts\":{\"build\":\"x\"}} yarn.lock: src/a.ts: e2e/a.ts:",
            "yarn install --frozen-lockfile",
            "yarn run build",
            "src/** e2e/**"),
        of(
            "package.json:{\"scripts\":{\"test\":\"x\"}} yarn.lock: .yarnrc.yml: src/a.ts:",
            "yarn install --immutable",
            "yarn test",
            "src/**"),
        of(
            "package.json:{\"scripts\":{\"test\":\"x\"}} bun.lock: src/a.ts:",
            "bun install --frozen-lockfile",
            "bun run test",
            "src/**"),
        of(
            "package.json:{\"scripts\":{\"test\":\"x\"},\"packageManager\":\"pnpm@9.1.0\"} src/a.ts:",
            "pnpm install",
            "pnpm test",
            "src/**"),
        of(
            "pyproject.toml:[tool.pytest.ini_options] uv.lock: shop/a.py: tests/test_a.py:",
            "uv sync --locked",
            "uv run pytest",
            "shop/** tests/**"),
        of(
            "pyproject.toml:[tool.poetry] poetry.lock: shop/a.py: tests/test_a.py:",
            "poetry install",
            "poetry run python -m unittest discover -s tests",
            "shop/** tests/**"),
        of("Pipfile:pytest='*' a.py:", "pipenv install --dev", "pipenv run pytest", "*.py"),
        of(
            "requirements.txt:flask requirements-dev.txt:pytest app.py: tests/test_app.py:",
            "sh -c python3 -m venv .venv && .venv/bin/python -m pip install -q"
                + " -r requirements-dev.txt -r requirements.txt pytest",
            ".venv/bin/python -m pytest",
            "tests/** *.py"),
        of(
            "setup.py:setup() src/shop/a.py: tests/test_a.py:",
            "sh -c python3 -m venv .venv && .venv/bin/python -m pip install -q -e . pytest",
            ".venv/bin/python -m pytest",
            "src/** tests/**"),
        of("Cargo.toml: src/lib.rs:", "", "cargo test", "**/src/**"),
        of("go.mod: a.go:", "", "go test ./...", "*.go"),
        of(
            "Shop.sln: Shop/Shop.csproj: Shop/A.cs: Shop.Tests/B.cs:",
            "dotnet restore",
            "dotnet test",
            "Shop.Tests/** Shop/**"),
        of(
            "CMakeLists.txt:enable_testing() src/a.c: build/readme:",
            "",
            "sh -c cmake -S . -B cmake-build && cmake --build cmake-build"
                + " && ctest --test-dir cmake-build --output-on-failure",
            "src/**"),
        of("Makefile:check:\ta a.c: b.c: a.h:", "", "make check", "*.c *.h"),
        of(
            "composer.json:{\"scripts\":{\"lint\":\"a\",\"test\":\"b\"}} src/A.php: tests/ATest.php:",
            "composer install --no-interaction",
            "composer test",
            "src/** tests/**"),
        of(
            "composer.json:{} phpunit.xml.dist: src/A.php:",
            "composer install --no-interaction",
            "php vendor/bin/phpunit",
            "src/**"),
        of(
            "Gemfile: .rspec: lib/a.rb: spec/a_spec.rb:",
            "sh -c bundle config set --local path vendor/bundle && bundle install",
            "bundle exec rspec",
            "lib/** spec/**"),
        of("check.sh:true site/index.html:", "", "sh check.sh", "site/**"));
  }

  private static Arguments of(String files, String setup, String check, String include) {
    return arguments(files, setup, check, include);
  }

  private void commit(String files) {
    for (String file : files.split(" ")) {
      String[] parts = file.split(":", 2);
      repository.with(parts[0], parts[1].replace('\t', ' ') + "\n");
    }
    repository.commit();
  }

  private Brief written(String file, String... arguments) throws IOException {
    Path path = repository.path().resolve(file);
    Files.createDirectories(path.getParent());
    List<String> words =
        Stream.concat(Stream.of("brief", "new", path.toString()), Stream.of(arguments)).toList();
    ProcessResult run = CommandRun.of(words.toArray(String[]::new));
    assertThat(run.exit()).as(run.stderr()).isZero();
    return new BriefReader().read(path);
  }

  private static String words(Command command) {
    return String.join(" ", command.argv());
  }

  @Tag("faults")
  @ParameterizedTest
  @MethodSource("skeletons")
  void theBriefHasCommandsAndFoldersOfTheBuild(
      String files, String setup, String check, String include) throws IOException {
    commit(files);

    Brief brief = written("brief.yaml");

    assertThat(brief.setup().stream().map(BriefNewBuildsTest::words))
        .isEqualTo(setup.isEmpty() ? List.of() : List.of(setup));
    assertThat(brief.checks()).singleElement().extracting(one -> words(one.run())).isEqualTo(check);
    assertThat(brief.scope().include()).containsExactly(include.split(" "));
    assertThat(brief.scope().dir()).isEmpty();
  }

  @Tag("faults")
  @ParameterizedTest
  @MethodSource("skeletons")
  void lintHasNothingAgainstTheBriefOfAnyTemplate(String files) throws IOException {
    commit(files);

    for (String template : TEMPLATES) {
      String file = template + ".yaml";
      written(file, "--template", template);
      Path brief = repository.path().resolve(file);
      Files.writeString(
          brief,
          Files.readString(brief)
              .replaceFirst(
                  "(?s)goal: >-.*?\n\n", "goal: /health answers 200 when the store is up.\n\n"));

      ProcessResult lint = CommandRun.of("brief", "lint", brief.toString());

      assertThat(lint.exit()).as(template + ": " + lint.stdout() + lint.stderr()).isZero();
    }
  }

  @Test
  void aBriefInAFolderIsAboutTheNearestBuild() throws IOException {
    commit(
        "package.json:{\"workspaces\":[\"packages/*\"]} pnpm-lock.yaml:"
            + " packages/a/package.json:{\"scripts\":{\"test\":\"x\"}} packages/a/src/a.ts:");

    Brief brief = written("packages/a/brief.yaml");

    assertThat(brief.scope().dir()).isEqualTo("packages/a");
    assertThat(brief.scope().include()).containsExactly("src/**");
    assertThat(brief.setup())
        .extracting(BriefNewBuildsTest::words)
        .containsExactly("pnpm install --frozen-lockfile");
    assertThat(brief.checks().get(0).run()).isEqualTo(Command.of("pnpm", "test"));
  }

  @Test
  void aModuleOfMavenIsBuiltFromTheRoot() throws IOException {
    commit("pom.xml: a/pom.xml: a/src/A.java:");

    Brief brief = written("a/brief.yaml");

    assertThat(brief.scope().dir()).isEmpty();
    assertThat(brief.checks().get(0).run()).isEqualTo(Command.of("mvn", "-B", "-ntp", "verify"));
  }

  @Test
  void theOnlyBuildBelowTheRootIsTheFolderOfTheJob() throws IOException {
    commit("README.md: server/app/pyproject.toml:pytest server/app/shop/a.py: docs/go.mod:");

    Brief brief = written("brief.yaml");

    assertThat(brief.scope().dir()).isEqualTo("server/app");
    assertThat(brief.scope().include()).containsExactly("shop/**");
  }

  @Test
  void documentationLiesAtTheRootAndTheBuildIsEntered() throws IOException {
    commit("README.md: server/go.mod: server/a.go: doc/a.md:");

    Brief brief = written("brief.yaml", "--template", "docs");

    assertThat(brief.scope().dir()).isEmpty();
    assertThat(brief.scope().include()).containsExactly("doc/**", "README.md");
    assertThat(brief.checks().get(0).run()).isEqualTo(Command.shell("cd server && go test ./..."));
  }

  @Test
  void severalBuildsAreEnteredOneByOne() throws IOException {
    commit(
        "front end/package.json".replace(' ', '-')
            + ":{\"scripts\":{\"test\":\"x\"}} front-end/src/a.ts: back/go.mod: back/a.go:");

    Brief brief = written("brief.yaml");

    assertThat(brief.scope().include()).containsExactly("back/**/*.go", "front-end/src/**");
    assertThat(brief.setup()).containsExactly(Command.shell("cd front-end && npm install"));
    assertThat(brief.checks().stream().map(one -> one.name() + ": " + one.run().argv().get(2)))
        .containsExactly(
            "the build and its tests pass in back: cd back && go test ./...",
            "the build and its tests pass in front-end: cd front-end && npm test");
  }

  @Test
  void aFolderIsQuotedForTheShellAndForYaml() throws IOException {
    repository
        .with("it's \"a\" shop: 1/go.mod", "")
        .with("it's \"a\" shop: 1/a.go", "")
        .with("- true/go.mod", "")
        .commit();

    Brief brief = written("brief.yaml");

    assertThat(brief.checks().stream().map(one -> one.run().argv().get(2)))
        .containsExactly(
            "cd '- true' && go test ./...", "cd 'it'\\''s \"a\" shop: 1' && go test ./...");
  }

  @Tag("faults")
  @ParameterizedTest
  @CsvSource({"pom.xml, <project/>", "check.sh, true", "Makefile, 'test: a'", "go.mod, module a"})
  void whatIsNotCommittedIsNoBuild(String file, String text) throws IOException {
    repository.with("a.txt", "a").commit();
    repository.with(file, text);

    assertThat(written("brief.yaml").checks()).isEmpty();
  }

  @Tag("faults")
  @ParameterizedTest
  @ValueSource(strings = {"{", "[]", "{\"scripts\": 3}", "", "{\"scripts\": {\"test\": [1]}}"})
  void aManifestThatCannotBeReadHasNoScripts(String manifest) throws IOException {
    repository.with("package.json", manifest).with("check.sh", "true").commit();

    assertThat(written("brief.yaml").checks().get(0).run()).isEqualTo(Command.of("sh", "check.sh"));
  }
}
