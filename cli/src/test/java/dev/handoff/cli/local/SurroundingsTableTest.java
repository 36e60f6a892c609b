package dev.handoff.cli.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.source.GitVariables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/configuration.md is right about each environment variable. */
class SurroundingsTableTest {

  private static final Path DOCS = Path.of("..", "docs", "configuration.md");
  private static final Path LAUNCHER = Path.of("..", "handoff");
  private static final Pattern NAME = Pattern.compile("`([A-Za-z_][A-Za-z0-9_%]*)`");
  private static final String VALUE = "/any";

  /** A row of the table, for one of its variables. */
  private record Said(String name, String command, String git, String local) {}

  static Stream<Said> rows() {
    try {
      List<Said> rows = new ArrayList<>();
      String text = Files.readString(DOCS);
      String table = text.substring(text.indexOf("| what | command | git | local process |"));
      for (String line : table.lines().skip(2).takeWhile(each -> each.startsWith("|")).toList()) {
        String[] cells = line.split("\\|");
        Matcher name = NAME.matcher(cells[1]);
        while (name.find()) {
          if (!name.group(1).equals("ulimit") && !name.group(1).equals("umask")) {
            rows.add(new Said(name.group(1), cells[2].strip(), cells[3].strip(), cells[4].strip()));
          }
        }
      }
      return rows.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> with(String name) {
    return new HashMap<>(Map.of(name, VALUE));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theLocalProcessHasWhatTheTableSays(Said row) {
    Map<String, String> environment = with(row.name());

    LocalEnvironment.settle(environment);

    // The shell that becomes the process sets LANG.
    boolean isKept = row.local().startsWith("passed on") || row.name().equals("LANG");
    assertThat(environment.containsKey(row.name())).as(row.toString()).isEqualTo(isKept);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void gitHasWhatTheTableSays(Said row) {
    Map<String, String> environment = with(row.name());

    GitVariables.believe(environment);

    boolean isKept = row.git().startsWith("passed on");
    assertThat(VALUE.equals(environment.get(row.name()))).as(row.toString()).isEqualTo(isKept);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void theLauncherDropsWhatTheTableSays(Said row) throws IOException {
    boolean isUnset =
        Files.readAllLines(LAUNCHER).stream()
            .map(String::strip)
            .filter(line -> line.startsWith("unset ") && !line.contains("LC_ALL"))
            .anyMatch(line -> List.of(line.split("\\s+")).contains(row.name()));

    assertThat(isUnset).as(row.toString()).isEqualTo(row.command().startsWith("dropped"));
  }

  @Test
  void theTableHasWhatTheLocalProcessDrops() {
    List<String> told = rows().map(Said::name).toList();

    assertThat(told).hasSizeGreaterThan(60).containsAll(LocalEnvironment.DROPPED);
  }

  @Test
  void relativeFoldersOfThePathAreLeftOut() {
    Map<String, String> environment =
        new HashMap<>(Map.of("PATH", ":/usr/bin:.:node_modules/.bin::/bin:"));

    LocalEnvironment.settle(environment);

    assertThat(environment).containsEntry("PATH", "/usr/bin:/bin");
  }
}
