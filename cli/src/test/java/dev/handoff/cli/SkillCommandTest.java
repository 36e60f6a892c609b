package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.testkit.ProcessResult;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SkillCommandTest {

  @TempDir Path folder;

  @Test
  void thePageBeginsWithANameAndADescriptionAsAgentsReadThem() throws Exception {
    String page = CommandRun.of("skill").stdout();

    String[] parts = page.split("(?m)^---\n", 3);
    JsonNode front = new YAMLMapper().readTree(parts[1]);
    assertThat(parts[0]).isEmpty();
    assertThat(front.get("name").textValue()).isEqualTo("handoff");
    // Agents reject longer ones.
    assertThat(front.get("description").textValue()).hasSizeBetween(100, 1024);
    assertThat(parts[2]).contains("handoff task --background --await");
  }

  @Test
  void thePageNamesEveryExitCode() {
    String page = CommandRun.of("skill").stdout();

    assertThat(page)
        .contains(
            "| 0 |", "| 1 |", "| 2 |", "| 3 |", "| 4 |", "| 5 |", "| 124 |", "| 125 |", "| 130");
  }

  @Test
  void anInstalledPageIsThePrintedOne() throws Exception {
    ProcessResult installed = CommandRun.of("skill", "--install", folder.toString());

    Path file = folder.resolve("handoff").resolve("SKILL.md");
    assertThat(installed.exit()).as(installed.stderr()).isZero();
    assertThat(installed.stdout()).isEqualTo(file + "\n");
    assertThat(Files.readString(file)).isEqualTo(CommandRun.of("skill").stdout());
    assertThat(CommandRun.of("skill", "--install", folder.toString()).exit()).isZero();
  }

  @Test
  void aPageThatSomebodyChangedIsKeptUnlessForced() throws Exception {
    Path file = folder.resolve("handoff").resolve("SKILL.md");
    Files.createDirectories(file.getParent());
    Files.writeString(file, "mine");

    ProcessResult refused = CommandRun.of("skill", "--install", folder.toString());

    assertThat(refused.exit()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused.stderr()).contains(file.toString(), "--force");
    assertThat(file).hasContent("mine");
    assertThat(CommandRun.of("skill", "--install", folder.toString(), "--force").exit()).isZero();
    assertThat(Files.readString(file)).isEqualTo(CommandRun.of("skill").stdout());
  }
}
