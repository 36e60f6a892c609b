package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The promises of the page for callers of codex-companion, and the tests that it names for them.
 */
class ParityTableTest {

  private static final Path PAGE = Path.of("..", "docs", "coming-from-codex-companion.md");
  private static final Pattern TEST = Pattern.compile("`([A-Za-z]+)\\.([A-Za-z0-9]+)`");

  private String page;

  @BeforeEach
  void readPage() throws IOException {
    page = Files.readString(PAGE);
  }

  @Test
  void everyRowOfExitCodesAndBehaviourIsListedOnceWithItsTests() {
    List<String> promises = new ArrayList<>(firstCells("Exit codes"));
    promises.addAll(firstCells("Behaviour"));
    List<String> listed = firstCells("Tests");

    assertThat(promises).hasSizeGreaterThanOrEqualTo(35).doesNotHaveDuplicates();
    assertThat(promises)
        .allSatisfy(
            promise ->
                assertThat(listed.stream().filter(row -> isBeginning(row, promise)))
                    .as(promise)
                    .hasSize(1));
    assertThat(listed).hasSameSizeAs(promises);
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Map<String, Path> sources = testClasses();
    for (String row : rows("Tests")) {
      List<MatchResult> tests = TEST.matcher(row).results().toList();
      assertThat(tests).as(row).isNotEmpty();
      for (MatchResult test : tests) {
        assertThat(sources).containsKey(test.group(1));
        assertThat(Files.readString(sources.get(test.group(1))))
            .as(row)
            .contains(" void " + test.group(2) + "(");
      }
    }
  }

  /** A long row is shortened to its first words. */
  private static boolean isBeginning(String listed, String promise) {
    return listed.endsWith(" …")
        ? promise.startsWith(listed.substring(0, listed.length() - 1))
        : promise.equals(listed);
  }

  /**
   * The tests of all modules by name. Reads only sources: a build may change the rest meanwhile.
   */
  private static Map<String, Path> testClasses() throws IOException {
    Map<String, Path> classes = new HashMap<>();
    try (DirectoryStream<Path> modules = Files.newDirectoryStream(Path.of(".."))) {
      for (Path module : modules) {
        Path sources = module.resolve(Path.of("src", "test", "java"));
        if (Files.isDirectory(sources)) {
          addClasses(sources, classes);
        }
      }
    }
    return classes;
  }

  private static void addClasses(Path sources, Map<String, Path> classes) throws IOException {
    try (Stream<Path> files = Files.walk(sources)) {
      files
          .filter(file -> file.toString().endsWith("Test.java"))
          .forEach(file -> classes.putIfAbsent(className(file), file));
    }
  }

  private static String className(Path file) {
    return file.getFileName().toString().replace(".java", "");
  }

  private List<String> firstCells(String section) {
    return rows(section).stream().map(row -> row.split("(?<!\\\\)\\|")[1].strip()).toList();
  }

  private List<String> rows(String section) {
    String heading = "\n## " + section + "\n";
    assertThat(page).contains(heading);
    String text = page.substring(page.indexOf(heading) + heading.length()).split("\n## ")[0];
    return text.lines().filter(line -> line.startsWith("| ")).skip(1).toList();
  }
}
