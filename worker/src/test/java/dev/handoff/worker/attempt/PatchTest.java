package dev.handoff.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PatchTest {

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture
        .source
        .with("crlf.txt", "a\r\nb\r\n")
        .with("no-end", "one\ntwo")
        .with("gone", "gone\n")
        .with("mode.sh", "echo\n")
        .with("folder/file", "x\n")
        .with("becomes-folder", "x\n")
        .shell("echo alt > 'zwölf ü.md'");
  }

  private static final String SCRIPT =
      """
      printf 'a\\r\\nB\\r\\n' > crlf.txt
      printf 'one\\nTWO' > no-end
      printf 'neu\\r\\nmixed\\n' > 'zwölf ü.md'
      rm gone
      chmod +x mode.sh
      rm -r folder; ln -s crlf.txt folder
      rm becomes-folder; mkdir becomes-folder; echo y > becomes-folder/in
      printf '\\000\\001\\377' > binary
      : > empty
      mkdir 'sp ace'; echo q > 'sp ace/"quoted" \\t:(top)'
      echo n > "$(printf 'new\\nline')"
      echo l > "$(printf 'latin\\344')"
      echo m > ':magic'
      """;

  @Test
  void patchGivesExactlyTheTreeOfTheBranch() throws Exception {
    AttemptOutcome outcome = fixture.run(fixture.brief().run(SCRIPT));

    assertThat(outcome).as("%s", outcome).isInstanceOf(AttemptOutcome.Completed.class);
    Path patch = Files.write(folder.resolve("patch"), fixture.recorder.bytes("patch"));
    String branch = outcome.result().outputs().branch().name();
    fixture.source.git("apply", "--index", patch.toString());
    assertThat(fixture.source.git("write-tree"))
        .isEqualTo(fixture.source.git("rev-parse", branch + "^{tree}"));
    assertThat(fixture.source.bytes("cat-file", "blob", branch + ":crlf.txt"))
        .isEqualTo("a\r\nB\r\n".getBytes());
    assertThat(fixture.source.bytes("cat-file", "blob", branch + ":no-end"))
        .isEqualTo("one\nTWO".getBytes());
    assertThat(outcome.result().changes().paths())
        .contains("zwölf ü.md", "gone", "folder", "folder/file", "becomes-folder/in", ":magic");
  }

  @Test
  void whatIsNotInTheEncodingOfItsAttributesComesByteForByte() throws Exception {
    fixture.source.with(".gitattributes", "*.txt text eol=lf ident\n* -diff\n");
    BriefBuilder brief =
        fixture
            .brief()
            .run(
                "echo '*.txt working-tree-encoding=UTF-16' >> .gitattributes;"
                    + " printf '$Id: x$\\r\\n' > crlf.txt; echo more >> mode.sh");

    AttemptOutcome outcome = fixture.run(brief);

    assertThat(outcome).as("%s", outcome).isInstanceOf(AttemptOutcome.Completed.class);
    String branch = outcome.result().outputs().branch().name();
    assertThat(fixture.source.bytes("cat-file", "blob", branch + ":crlf.txt"))
        .isEqualTo("$Id: x$\r\n".getBytes());
    assertThat(fixture.recorder.text("patch")).contains("+more");
    assertThat(outcome.result().changes().paths())
        .containsExactly(".gitattributes", "crlf.txt", "mode.sh");
  }
}
