package dev.handoff.cli.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Check;
import dev.handoff.brief.BriefReader;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A brief made from a few flags. */
class BriefOptionsTest {

  @Command
  static final class Flags {
    @Mixin private BriefOptions options;
  }

  private static Brief brief(String... checks) {
    Flags flags = new Flags();
    new CommandLine(flags)
        .parseArgs(
            Stream.of(checks).flatMap(each -> Stream.of("--check", each)).toArray(String[]::new));
    return flags.options.read("The page says hello.", List.of("sh", "work.sh"), new BriefReader());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "grep -q x README.md",
        "a\nb\tc",
        " \u00a0a\u00a0 ",
        "printf '\u001b[31m'",
        "\u0085a\u2028b",
      })
  void aCheckIsNamedByItsCommandInOneLine(String command) {
    Check check = brief(command).checks().get(0);

    assertThat(check.run().argv()).containsExactly("sh", "-c", command);
    assertThat(check.name()).isEqualTo(command.replaceAll("[\\s\\p{Z}\\p{Cc}]+", " ").strip());
  }

  @Test
  void aLongCommandIsNamedByItsBeginning() {
    for (String letter : List.of("x", "ü", "\ud83d\ude00", "x ")) {
      String command = letter.repeat(300);

      Check check = brief(command).checks().get(0);

      assertThat(check.run().argv()).endsWith(command);
      assertThat(check.name()).startsWith(letter).endsWith("…");
      assertThat(check.name().codePointCount(0, check.name().length())).isBetween(95, 100);
    }
  }

  @Test
  void noTwoChecksHaveTheSameName() {
    String begin = "x".repeat(200);

    Brief brief = brief(begin + 1, begin + 2, begin + 3, "a  b", "a b", "a b (2)", "a b");

    assertThat(brief.checks()).hasSize(6);
    assertThat(brief.checks()).extracting(Check::name).doesNotHaveDuplicates();
    assertThat(brief.checks().get(2).name()).endsWith("… (3)");
    assertThat(brief.checks().get(4).name()).isEqualTo("a b (2)");
  }
}
