package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The first steps of a new user: from a template to a result and a better template. */
@ExtendWith(SharedHandoffExtension.class)
@Order(1)
class NewcomerProcessTest {

  /**
   * Plugins and the dependency are those of this build, so that they are in its local repository.
   */
  private static final String POM =
      """
      <project xmlns="http://maven.apache.org/POM/4.0.0">
        <modelVersion>4.0.0</modelVersion>
        <groupId>fresh</groupId>
        <artifactId>fresh</artifactId>
        <version>1</version>
        <properties>
          <maven.compiler.release>17</maven.compiler.release>
          <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
        </properties>
        <dependencies>
          <dependency>
            <groupId>org.apiguardian</groupId>
            <artifactId>apiguardian-api</artifactId>
            <version>1.1.2</version>
          </dependency>
        </dependencies>
        <build>
          <plugins>
            <plugin>
              <artifactId>maven-resources-plugin</artifactId>
              <version>3.5.0</version>
            </plugin>
            <plugin>
              <artifactId>maven-compiler-plugin</artifactId>
              <version>3.15.0</version>
            </plugin>
            <plugin>
              <artifactId>maven-surefire-plugin</artifactId>
              <version>3.6.1</version>
            </plugin>
            <plugin>
              <artifactId>maven-jar-plugin</artifactId>
              <version>3.5.1</version>
            </plugin>
          </plugins>
        </build>
      </project>
      """;

  @TempDir Path folder;

  @Test
  void aBriefFromATemplateRunsAfterOneEdit(HandoffProcess process) throws IOException {
    TestRepository repository = TestRepository.in(folder.resolve("repository"));
    repository.with("src/page.txt", "colour\n").commit();

    HandoffProcess handoff = process.in(repository.path());
    writeBrief(handoff, repository, "src/page.txt", "[sh, check.sh]");
    ProcessResult lint = handoff.run("brief", "lint", "brief.yaml");
    assertThat(lint.exit()).as(lint.stdout()).isZero();
    ProcessResult refused = handoff.run("task", "brief.yaml");
    assertThat(refused.exit()).as(refused.stderr()).isEqualTo(5);
    assertThat(refused.stderr()).contains("check.sh", "commit", "--dirty");

    ProcessResult task = completed(handoff, repository);

    assertANoteComesBack(handoff, task.stdout().replaceAll("(?s).*\"job\":\"([^\"]*)\".*", "$1"));
  }

  @Test
  @Tag("faults")
  void aFreshNpmRepositoryWithADependencyCompletesTheFirstTime(HandoffProcess process)
      throws IOException {
    TestRepository repository = TestRepository.in(folder.resolve("npm"));
    repository
        .with(".gitignore", "node_modules/\n")
        .with(
            "package.json",
            """
            {"name": "fresh", "version": "1.0.0", "private": true,
             "scripts": {"test": "node test.js"},
             "dependencies": {"is-number": "7.0.0"}}
            """)
        .with(
            "index.js",
            "const isNumber = require('is-number');\n"
                + "module.exports = (value) => (isNumber(value) ? 'colour' : 'none');\n")
        .with("test.js", "require('assert').notStrictEqual(require('./index.js')('1'), 'none');\n");
    HandoffProcess handoff = process.in(repository.path());
    requireThatItBuilds(handoff, "npm", "install", "--no-audit", "--no-fund");
    repository.commit();

    ProcessResult task = way(handoff, repository, "index.js", "[npm, test]");

    assertThat(task.stdout()).contains("\"paths\":[\"index.js\"]");
  }

  @Test
  @Tag("faults")
  void aFreshMavenRepositoryWithADependencyCompletesTheFirstTime(HandoffProcess process)
      throws IOException {
    String source = "src/main/java/fresh/Page.java";
    TestRepository repository = TestRepository.in(folder.resolve("maven"));
    repository
        .with(".gitignore", "target/\n")
        .with("pom.xml", POM)
        .with(".mvn/jvm.config", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC\n")
        .with(
            source,
            """
            package fresh;

            import org.apiguardian.api.API;

            @API(status = API.Status.STABLE)
            public final class Page {
              public static final String TEXT = "colour";
            }
            """);
    HandoffProcess handoff = process.in(repository.path());
    requireThatItBuilds(handoff, "mvn", "-B", "-ntp", "-q", "verify");
    repository.commit();

    ProcessResult task = way(handoff, repository, source, "[mvn, -B, -ntp, verify]");

    assertThat(task.stdout()).contains("\"paths\":[\"" + source + "\"]");
  }

  /** The test must not depend on whether this host has the tool and reaches its registry. */
  private static void requireThatItBuilds(HandoffProcess handoff, String... command) {
    List<String> words = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 2>&1", "sh"));
    words.addAll(List.of(command));
    ProcessResult build = ProcessRun.run(handoff.inItsEnvironment(words), Duration.ofMinutes(3));
    String said = build.stdout().strip();
    assumeTrue(
        build.exit() == 0,
        () ->
            "%s fails on this host without Handoff too: %s"
                .formatted(
                    String.join(" ", command), said.substring(Math.max(0, said.length() - 500))));
  }

  /** From the template to a completed job that corrects a spelling; returns the output of task. */
  private static ProcessResult way(
      HandoffProcess handoff, TestRepository repository, String file, String build)
      throws IOException {
    writeBrief(handoff, repository, file, build);
    return completed(handoff, repository);
  }

  private static void writeBrief(
      HandoffProcess handoff, TestRepository repository, String file, String build)
      throws IOException {
    ProcessResult written = handoff.run("brief", "new");
    assertThat(written.exit()).as(written.stderr()).isZero();
    assertThat(written.stdout()).isEqualTo("brief.yaml\n");
    Path brief = repository.path().resolve("brief.yaml");
    assertThat(Files.readString(brief)).contains("run: " + build);
    edit(brief, file);
    repository.with("check.sh", "! grep -rn colour " + file + "\n");
  }

  private static ProcessResult completed(HandoffProcess handoff, TestRepository repository) {
    repository.commit();
    ProcessResult task = handoff.run("task", "brief.yaml", "--json");
    assertThat(task.exit()).as(task.stdout() + task.stderr()).isZero();
    assertThat(repository.git("branch", "--list", "handoff/*")).isNotEmpty();
    return task;
  }

  private static void edit(Path brief, String file) throws IOException {
    String text = Files.readString(brief);
    String goal = text.substring(text.indexOf("goal:"), text.indexOf("scope:"));
    String edited =
        text.replace(goal, "goal: The page spells color the American way.\n")
            .replace("{agent: codex}", "{command: [sed, -i, s/colour/color/, " + file + "]}");
    String check = "  - {name: no colour is left, run: [sh, check.sh]}\n\noutput:";
    boolean isUnchecked = edited.contains("checks: []");
    Files.writeString(
        brief,
        isUnchecked
            ? edited.replace("checks: []", "checks:").replace("  # - {name: the", "  - {name: the")
            : edited.replaceFirst("\noutput:", check));
  }

  @Test
  void aSnapshotOfTheTreeIsOneOptionAway(HandoffProcess process) throws IOException {
    TestRepository repository = TestRepository.in(folder.resolve("dirty"));
    repository.with("page.txt", "page\n");
    String base = repository.commit();
    repository
        .with("page.txt", "colour\n")
        .with("check.sh", "grep -x color page.txt\n")
        .with(
            "brief.yaml",
            """
            goal: The page spells color the American way.
            run: {command: [sed, -i, s/colour/color/, page.txt]}
            checks: [{name: it does, run: [sh, check.sh]}]
            """);

    ProcessResult task = process.in(repository.path()).run("task", "--dirty", "brief.yaml");

    assertThat(task.exit()).as(task.stdout() + task.stderr()).isZero();
    String branch = repository.git("branch", "--list", "handoff/*").strip();
    assertThat(repository.git("show", branch + ":page.txt")).isEqualTo("color");
    assertThat(repository.git("rev-parse", branch + "~2")).isEqualTo(base);
    assertThat(repository.git("status", "--porcelain").lines())
        .containsExactly(" M page.txt", "?? brief.yaml", "?? check.sh");
  }

  private static void assertANoteComesBack(HandoffProcess handoff, String job) {
    assertThat(handoff.run("brief", "show", job).stdout()).contains("template: change\n");
    ProcessResult note = handoff.run("note", job, "say which pages");
    assertThat(note.exit()).as(note.stderr()).isZero();
    assertThat(handoff.run("brief", "new", "next.yaml").stderr()).contains(job, "say which pages");
  }
}
