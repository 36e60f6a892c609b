package dev.handoff.worker.attempt.child;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.TierOfThisHost;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A child has exactly the variables that it is given; what a shell adds of itself aside. */
@ExtendWith(TierOfThisHost.class)
class ChildVariablesTest {

  @TempDir Path folder;
  private AttemptFixture fixture;

  static Stream<Isolation> tiers() {
    return TierOfThisHost.all();
  }

  @BeforeEach
  void makeFixture() throws Exception {
    fixture = new AttemptFixture(folder);
  }

  private Map<String, String> environmentOf(Isolation isolation, Map<String, String> given)
      throws Exception {
    Child plain = fixture.child("cat", "/proc/self/environ");
    Map<String, String> all = new TreeMap<>(plain.environment());
    all.putAll(given);
    Child child =
        new Child(
            plain.command(),
            plain.tree(),
            plain.folder(),
            all,
            plain.network(),
            plain.limit(),
            plain.idle(),
            plain.temporary(),
            plain.binds());
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    ChildExit exit =
        fixture
            .supervisor(
                Supervisor.Containment.of(isolation, fixture.settings.children()), fixture.settings)
            .run(child, printed::write, () -> {});
    assertThat(exit).isEqualTo(new ChildExit.Exited(0));
    Map<String, String> found = new TreeMap<>();
    for (String each : printed.toString(StandardCharsets.UTF_8).split("\0")) {
      found.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
    }
    assertThat(found).containsAllEntriesOf(all);
    found.keySet().removeAll(all.keySet());
    return found;
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void everyValueArrivesByteForByteAndNothingElseDoes(Isolation isolation) throws Exception {
    Map<String, String> more =
        environmentOf(
            isolation,
            Map.of(
                "LINES_OF_TEXT", "a\nb\n\n",
                "QUOTES", "'\"`$(touch x)${PATH}\\",
                "CONTROLS", "\u0001\u007f\t\r",
                "LETTERS", "\u00e4 \ud83d\ude00",
                "EMPTY", "",
                "IFS", "x",
                "entry", "e",
                "number", "n",
                "LONG", "l".repeat(100_000)));

    assertThat(more.keySet()).isSubsetOf("_", "PWD", "OLDPWD", "SHLVL");
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void variablesThatChangeShellsAndLoadersActOnNothingBeforeTheChild(Isolation isolation)
      throws Exception {
    Map<String, String> more =
        environmentOf(
            isolation,
            Map.of(
                "BASH_ENV", "/nonexistent",
                "ENV", "/nonexistent",
                "SHELLOPTS_OF_MINE", "noexec",
                "PS4", "$(exit 3)",
                "LD_BIND_NOW", "1",
                "LC_ALL", "C",
                "GLOBIGNORE", "*"));

    assertThat(more.keySet()).isSubsetOf("_", "PWD", "OLDPWD", "SHLVL");
  }
}
