package dev.handoff.brief.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which targets a makefile has. */
class MakefileTest {

  @Test
  void targetsStandBeforeAColon() {
    String text =
        """
        CC := cc
        LD ::= ld
        FLAGS = a:b
        .PHONY: all
        all: one two # three: four
        \techo a: b
        one two: x \\
          y
        a.o b.o::
        clean :
        """;

    Makefile makefile = Makefile.of(text);

    assertThat(makefile.isWhole()).isTrue();
    assertThat(makefile.targets())
        .isEqualTo(Set.of(".PHONY", "all", "one", "two", "a.o", "b.o", "clean"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "include a.mk",
        "  -include a.mk",
        "sinclude a.mk",
        "%.o: %.c",
        "$(ALL): a",
        "$(eval $(call rule,a))",
        "${eval a:}",
        "define rule",
        ".c.o:",
        ".DEFAULT:"
      })
  void someMayHaveOthers(String line) {
    assertThat(Makefile.of("all:\n\ttrue\n" + line + "\n").isWhole()).isFalse();
  }

  @Test
  void anyTextCanBeRead() {
    assertThat(Makefile.of(" ".repeat(200_000)).targets()).isEmpty();
    assertThat(Makefile.of("a ".repeat(200_000)).targets()).isEmpty();
    assertThat(Makefile.of("\\\n".repeat(100_000)).targets()).isEmpty();
    assertThat(Makefile.of(":".repeat(100_000)).targets()).isEmpty();
    assertThat(Makefile.of("").isWhole()).isTrue();
  }
}
