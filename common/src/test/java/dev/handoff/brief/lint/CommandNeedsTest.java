package dev.handoff.brief.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Command;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command cannot run without. */
class CommandNeedsTest {

  private static String needs(Command command) {
    return CommandNeeds.of(command).stream()
        .map(
            need ->
                (need.isCertain() ? "" : "?")
                    + need.places().stream()
                        .map(place -> place + need.word())
                        .collect(Collectors.joining("|")))
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "sh check.sh ! check.sh",
        "bash -ex tools/x.sh a b ! tools/x.sh",
        "./x ! ./x",
        "A=1 B=2 tools/x --flag ! tools/x",
        "env A=b sh x.sh ! x.sh",
        "timeout 5m nice -n 5 sh x.sh ! x.sh",
        "exec ./x ! ./x",
        "python3 -u tools/x.py ! tools/x.py",
        "node test.js ! test.js",
        "ruby x.rb ! x.rb",
        "sh 'my check.sh' ! my check.sh",
        "./my\\ check ! ./my check",
        "cd sub && sh x.sh ! sub/x.sh",
        "cd a && cd b && ./x ! a/b/./x",
        "sh -c 'cd a && ./x' && ./y ! a/./x ?./y",
        "npm test ! test",
        "npm run -s build && npm t ! build ?test",
        "set -e && cd a && ./x ! a/./x",
        "python3 -m venv .venv && .venv/bin/python -m x ! ?.venv/bin/python",
        "make && ./x ! ?./x",
        "make -j4 A=b lint test ! lint test",
        ". tools/env.sh && make ! tools/env.sh",
      })
  void whatItFailsWithout(String script, String needs) {
    assertThat(needs(Command.shell(script))).isEqualTo(needs);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "sh x.sh || sh y.sh ! ?x.sh ?y.sh",
        "sh x.sh | tee log ! ?x.sh",
        "sh x.sh > /dev/null 2>&1 ! ?x.sh",
        "sh x.sh; ./y ! ?x.sh ?./y",
        "if sh x.sh; then ./y; fi ! ?x.sh ?./y",
        "(cd a; ./x); ./y ! ?./x|a/./x ?./y|a/./y",
        "for f in *.sh; do sh tools/run.sh $f; done ! ?tools/run.sh",
        "pnpm test ! ?test",
      })
  void whatItMayFailWithout(String script, String needs) {
    assertThat(needs(Command.shell(script))).isEqualTo(needs);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "grep -q x README.md",
        "sh $SCRIPT",
        "sh ${DIR}/x.sh",
        "$VAR/x.sh",
        "\"$PWD\"/x.sh",
        "sh tools/*.sh",
        "sh ~/x.sh",
        "/opt/tool/x.sh",
        "sh /opt/x.sh",
        "sh -o pipefail x.sh",
        "sh -s < x.sh",
        "sh < x.sh",
        "sudo sh x.sh",
        "env -i sh x.sh",
        "timeout -k 5 60 sh x.sh",
        "python3 -m pytest tests/x.py",
        "python3 -c 'import x'",
        "python3 -X dev x.py",
        "node --test test",
        "node --require ./a.js b.js",
        "node server",
        "perl -pe s/a/b/ x",
        ". activate",
        "cd $DIR && sh x.sh",
        "cd - && sh x.sh",
        "pushd a && sh x.sh",
        "npm run",
        "npm ci",
        "npm --prefix a test",
        "npm run build -w a",
        "npm run build --if-present",
        "yarn lint",
        "make",
        "make -C sub test",
        "make -f x.mk test",
        "make $TARGET",
        "cat <<EOF\nsh x.sh\nEOF",
        "deno run https://example.org/x.ts",
        "sh 'a'\\''b.sh'",
        "sh",
        "sh -c",
        "./",
        "\"",
        "(((((",
      })
  void ofWhatCannotBeFollowedNothingIsSaid(String script) {
    assertThat(CommandNeeds.of(Command.shell(script)))
        .filteredOn(need -> !need.word().equals("./"))
        .isEmpty();
  }

  @Test
  void anyTextCanBeRead() {
    List<String> parts =
        List.of(
            "sh ",
            "./x ",
            "cd ",
            "a/",
            "'",
            "\"",
            "\\",
            "$(",
            ")",
            "`",
            "{",
            "}",
            "&&",
            "||",
            ";",
            "|",
            "\n",
            "<<E",
            "env ",
            "A=b ",
            "timeout 5 ",
            "npm run ",
            "make ",
            "-c ",
            "..",
            "/",
            "#",
            "\0",
            "\ud83d",
            "python3 ",
            ". ",
            "for ",
            "*",
            " ");
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      String script =
          random
              .ints(random.nextInt(12), 0, parts.size())
              .mapToObj(parts::get)
              .collect(Collectors.joining());

      CommandNeeds.of(Command.shell(script + "x"))
          .forEach(need -> assertThat(need.word()).doesNotContain("$", "*", "'", "\n", "\0"));
    }
  }

  @Test
  void aListIsNoScript() {
    assertThat(needs(Command.of("sh", "a && b.sh"))).isEmpty();
    assertThat(needs(Command.of("sh", "my check.sh"))).isEqualTo("my check.sh");
    assertThat(needs(Command.of("bash", "-c", "./x", "name"))).isEqualTo("./x");
    assertThat(needs(Command.of("tools/x", "; ./y"))).isEqualTo("tools/x");
    assertThat(needs(Command.of("cd", "sub"))).isEmpty();
  }

  @Test
  void shellsInShellsEndSomewhere() {
    String script = "./x";
    for (int i = 0; i < 40; i++) {
      script = "sh -c \"" + script.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
      if (script.length() > 100_000) {
        break;
      }
    }

    assertThat(CommandNeeds.of(Command.shell(script))).hasSizeLessThan(2);
    assertThat(CommandNeeds.of(Command.shell("cd a; ".repeat(5000) + "./x"))).isEmpty();
    assertThat(List.copyOf(CommandNeeds.of(Command.shell("./x;".repeat(5000))))).hasSize(1);
  }
}
