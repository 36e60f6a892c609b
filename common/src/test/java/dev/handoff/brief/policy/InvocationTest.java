package dev.handoff.brief.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Command;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which programs a command would run, and with what. */
class InvocationTest {

  private static List<String> programs(Command command) {
    return Invocation.of(command).stream().map(Invocation::program).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mvn verify | mvn",
        "/usr/bin/mvn verify | mvn",
        "A=1 B+=2 mvn verify | mvn",
        "A=1 |",
        "if ! test -f x; then make; fi | test make fi",
        "while { read x; }; do eval make; done | read make done",
        "exec sudo make x | sudo make x",
        "sudo -u ann make | sudo ann make",
        "sh -ec 'make; ls' | sh make ls",
        "bash -e -x | bash",
        "sh -c | sh",
        "sh work.sh -c make | sh",
        "python3 -c make | python3",
      })
  void theProgramsThatAScriptWouldRun(String script, String programs) {
    assertThat(programs(Command.shell(script)))
        .containsExactlyElementsOf(
            Stream.concat(
                    Stream.of("sh"),
                    programs == null ? Stream.of() : Stream.of(programs.strip().split(" ")))
                .toList());
  }

  @Test
  void aProgramHasTheArgumentsBehindIt() {
    assertThat(Invocation.of(Command.of("sudo", "-n", "make", "-j", "4")))
        .containsExactly(
            new Invocation("sudo", List.of("-n", "make", "-j", "4")),
            new Invocation("make", List.of("-j", "4")),
            new Invocation("4", List.of()));
  }

  @Test
  void optionsAreNoWords() {
    Invocation make = new Invocation("make", List.of("-j", "4", "--silent", "site"));

    assertThat(make.words()).containsExactly("4", "site");
  }

  @Test
  void fiveShellsInOneAnotherAreReadAndNoMore() {
    assertThat(programs(shells(5))).contains("deep");
    assertThat(programs(shells(6))).doesNotContain("deep");
  }

  private static Command shells(int times) {
    String script = "deep";
    for (int i = 1; i < times; i++) {
      script = "sh -c '" + script.replace("'", "'\\''") + "'";
    }
    return Command.shell(script);
  }

  @Test
  void fiftyArgumentsOfAWrapperMayBeTheProgramAndNoMore() {
    assertThat(programs(wrapped(50))).contains("make");
    assertThat(programs(wrapped(51))).doesNotContain("make");
  }

  private static Command wrapped(int place) {
    Stream<String> before = IntStream.range(1, place).mapToObj(i -> "x" + i);
    return new Command(
        Stream.concat(Stream.concat(Stream.of("nice"), before), Stream.of("make")).toList());
  }
}
