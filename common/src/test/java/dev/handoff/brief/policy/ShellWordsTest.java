package dev.handoff.brief.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which simple commands a script is made of. */
class ShellWordsTest {

  private static List<String> command(String... words) {
    return List.of(words);
  }

  static Stream<Arguments> scripts() {
    return Stream.of(
        arguments("", List.of()),
        arguments(" \t\n ;; ", List.of()),
        arguments("a  b\tc", List.of(command("a", "b", "c"))),
        arguments("a;b&&c||d|e&f\ng", commands("a", "b", "c", "d", "e", "f", "g")),
        arguments("(a) {b} `c`", commands("a", "b", "c")),
        arguments("a x} b", List.of(command("a", "x"), command("b"))));
  }

  static Stream<Arguments> quotes() {
    return Stream.of(
        arguments("a 'b ; c' d", List.of(command("a", "b ; c", "d"))),
        arguments("a 'b'c'd'", List.of(command("a", "bcd"))),
        arguments("a '' b", List.of(command("a", "", "b"))),
        arguments("a 'b", List.of(command("a", "b"))),
        arguments("a \"b ; c\" d", List.of(command("a", "b ; c", "d"))),
        arguments("a \"\" b", List.of(command("a", "", "b"))),
        arguments("a \"b \\\" c\" d", List.of(command("a", "b \" c", "d"))),
        arguments("a \"it's\" b", List.of(command("a", "it's", "b"))),
        arguments("a \"b", List.of(command("a", "b"))),
        arguments("a \"b\\", List.of(command("a", "b"))),
        arguments("a \"b$", List.of(command("a", "b$"))),
        arguments("a \"$b\" c", List.of(command("a", "$b", "c"))));
  }

  static Stream<Arguments> escapes() {
    return Stream.of(
        arguments("a b\\ c", List.of(command("a", "b c"))),
        arguments("a b\\;c", List.of(command("a", "b;c"))),
        arguments("a b\\\nc", List.of(command("a", "bc"))),
        arguments("a \\\n b", List.of(command("a", "b"))),
        arguments("a && \\\n b c", List.of(command("a"), command("b", "c"))),
        arguments("a \"b\\\nc\"", List.of(command("a", "bc"))),
        arguments("a b\\", List.of(command("a", "b"))));
  }

  static Stream<Arguments> comments() {
    return Stream.of(
        arguments("a # b ; c", List.of(command("a"))),
        arguments("# a\nb", List.of(command("b"))),
        arguments("a b#c", List.of(command("a", "b#c"))),
        arguments("a '' #b\nc", List.of(command("a", ""), command("c"))));
  }

  static Stream<Arguments> parameters() {
    return Stream.of(
        arguments("a $b c", List.of(command("a", "$b", "c"))),
        arguments("a $", List.of(command("a", "$"))),
        arguments("a ${b} c", List.of(command("a", "${b}", "c"))),
        arguments("a ${b}c d", List.of(command("a", "${b}c", "d"))),
        arguments("a x${b}c d", List.of(command("a", "x${b}c", "d"))),
        arguments("a ${b", List.of(command("a", "${b"))));
  }

  static Stream<Arguments> substitutions() {
    return Stream.of(
        arguments("a $(b c) d", List.of(command("a", "$"), command("b", "c"), command("d"))),
        arguments("a \"$(b c)d\" e", List.of(command("b", "c"), command("a", "d", "e"))),
        arguments("a \"`b c`d\" e", List.of(command("b", "c"), command("a", "d", "e"))),
        arguments(
            "a \"x$(b (c) d)y\" e",
            List.of(command("b"), command("c"), command("d"), command("a", "xy", "e"))),
        arguments("a \"x$(b c", List.of(command("b", "c"), command("a", "x"))),
        arguments("a \"x`b c", List.of(command("b", "c"), command("a", "x"))),
        arguments("a '$(b)'", List.of(command("a", "$(b)"))));
  }

  private static List<List<String>> commands(String... programs) {
    return Stream.of(programs).map(List::of).toList();
  }

  @ParameterizedTest
  @MethodSource({"scripts", "quotes", "escapes", "comments", "parameters", "substitutions"})
  void aScriptIsTheSimpleCommandsInIt(String script, List<List<String>> commands) {
    assertThat(ShellWords.commands(script)).isEqualTo(commands);
  }

  @Test
  void twentySubstitutionsInOneAnotherAreReadAndNoMore() {
    assertThat(ShellWords.commands(nested(20))).contains(command("deep"));
    assertThat(ShellWords.commands(nested(21))).doesNotContain(command("deep"));
  }

  private static String nested(int times) {
    return "\"$(".repeat(times) + "deep" + ")\"".repeat(times);
  }
}
