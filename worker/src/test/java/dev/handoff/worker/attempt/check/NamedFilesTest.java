package dev.handoff.worker.attempt.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.handoff.brief.Command;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which files of a commit a command names. */
class NamedFilesTest {

  private static final Set<String> FILES =
      Set.of(
          "a.sh",
          "tests/a.sh",
          "tests/b.sh",
          "tests/unit/a.sh",
          "tests/a.py",
          "src/a.c",
          "Makefile");

  private static Set<String> named(String script) {
    return new NamedFiles(FILES).by(Command.shell(script), "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      value = {
        "sh a.sh => a.sh",
        "sh ./tests/../a.sh => a.sh",
        "sh tests/a.sh;sh a.sh => a.sh tests/a.sh",
        "true&&sh 'tests/b.sh' => tests/b.sh",
        "env SCRIPT=tests/b.sh sh -c true => tests/b.sh",
        "tool --config=tests/b.sh => tests/b.sh",
        "make -ftests/b.sh => tests/b.sh",
        "pytest tests/a.py::test_of_it => tests/a.py",
        "curl -d @tests/b.sh => tests/b.sh",
        "cd tests && sh b.sh => tests/b.sh",
        "cd tests; cd unit; cd ../.. && sh a.sh => a.sh tests/a.sh tests/unit/a.sh",
        "make -C tests -f b.sh => tests/b.sh",
        "for t in tests/*.sh; do sh $t; done => tests/a.sh tests/b.sh",
        "for t in a b; do sh tests/$t.sh; done => tests/a.sh tests/b.sh",
        "for t in a b; do sh tests/${t}.sh; done => tests/a.sh tests/b.sh",
        "sh tests/?.sh => tests/a.sh tests/b.sh",
        "sh tests/[ab].sh => tests/a.sh tests/b.sh",
        "sh -e tests/{a,b}.sh => tests/a.sh tests/b.sh",
        "for t in a.sh tests/*.sh; do echo $t && /bin/bash -e \"$t\" || exit 1; done => a.sh tests/a.sh tests/b.sh",
        "cd tests; for t in *.sh; do ./$t; done => tests/a.sh tests/b.sh",
        "sh \"$PWD/tests/b.sh\" => tests/b.sh",
        "sh \"$(pwd)/tests/b.sh\" => tests/b.sh",
        "sh tests/*/a.sh => tests/unit/a.sh",
        "pytest tests => tests/a.sh tests/b.sh tests/unit/a.sh tests/a.py",
        "pytest -q ./tests/unit/ => tests/unit/a.sh",
        "pytest tests/*.py => tests/a.py tests/b.sh",
        "cd tests && pytest unit => tests/unit/a.sh",
      })
  void aScriptNames(String script, String files) {
    assertThat(named(script)).contains(files.split(" ")).doesNotContain("src/a.c", "Makefile");
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "make check",
        "sh *",
        "sh */*",
        "ls $x",
        "ls src",
        "sh b.sh",
        "cat ../../etc/passwd"
      })
  void aScriptNamesNothing(String script) {
    assertThat(named(script)).isEmpty();
  }

  @Test
  void folderOfTheBriefIsWhereACommandStarts() {
    NamedFiles files = new NamedFiles(FILES);

    assertThat(files.by(Command.of("sh", "a.sh"), "tests/")).containsExactly("tests/a.sh");
  }

  @Test
  void aWordWithSpacesIsAFileToo() {
    NamedFiles files = new NamedFiles(Set.of("my tests/a b.sh"));

    assertThat(files.by(Command.of("sh", "my tests/a b.sh"), ""))
        .containsExactly("my tests/a b.sh");
  }

  @Test
  void aCommandOfNothingButPatternsIsReadToItsEnd() {
    Set<String> many =
        IntStream.range(0, 20_000)
            .mapToObj(number -> "a".repeat(100) + "/" + number)
            .collect(Collectors.toSet());
    String script = ("a*".repeat(200) + "x ").repeat(100) + "{".repeat(20_000);

    assertThatCode(() -> new NamedFiles(many).by(Command.shell(script), ""))
        .doesNotThrowAnyException();
  }
}
