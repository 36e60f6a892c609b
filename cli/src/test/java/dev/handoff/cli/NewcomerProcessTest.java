package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ProcessResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The way of a newcomer, with real commands: from a template to a result and a better template. */
@ExtendWith(HandoffExtension.class)
class NewcomerProcessTest {

  @TempDir Path folder;

  @Test
  void aBriefFromATemplateRunsAfterOneEdit(HandoffProcess process) throws IOException {
    TestRepository repository = TestRepository.in(folder.resolve("repository"));
    repository.with("src/page.txt", "colour\n").commit();
    HandoffProcess handoff = process.in(repository.path());
    Path brief = repository.path().resolve("brief.yaml");

    ProcessResult written = handoff.run("brief", "new");
    edit(brief);
    ProcessResult lint = handoff.run("brief", "lint", "brief.yaml");
    repository.with("check.sh", "! grep -rn colour src\n");
    ProcessResult refused = handoff.run("task", "brief.yaml");
    repository.commit();
    ProcessResult task = handoff.run("task", "brief.yaml", "--json");

    assertThat(written.exit()).as(written.stderr()).isZero();
    assertThat(written.stdout()).isEqualTo("brief.yaml\n");
    assertThat(lint.exit()).as(lint.stdout()).isZero();
    assertThat(refused.exit()).as(refused.stderr()).isEqualTo(5);
    assertThat(refused.stderr()).contains("check.sh", "commit");
    assertThat(task.exit()).as(task.stderr()).isZero();
    assertANoteComesBack(handoff, task.stdout().replaceAll("(?s).*\"job\":\"([^\"]*)\".*", "$1"));
  }

  private static void edit(Path brief) throws IOException {
    String text = Files.readString(brief);
    String goal = text.substring(text.indexOf("goal:"), text.indexOf("scope:"));
    Files.writeString(
        brief,
        text.replace(goal, "goal: The pages under src spell color the American way.\n")
            .replace("{agent: codex}", "{command: [sed, -i, s/colour/color/, src/page.txt]}"));
  }

  private static void assertANoteComesBack(HandoffProcess handoff, String job) {
    assertThat(handoff.run("brief", "show", job).stdout()).contains("template: change\n");
    ProcessResult note = handoff.run("note", job, "say which pages");
    assertThat(note.exit()).as(note.stderr()).isZero();
    assertThat(handoff.run("brief", "new", "next.yaml").stderr()).contains(job, "say which pages");
  }
}
