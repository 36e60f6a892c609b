package dev.handoff.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.handoff.job.PullRequestCommand.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

class PullRequestCommandTest {

  private static final Request REQUEST =
      new Request("https://example.org/a.git", "handoff/x-1", "--web {body} $(id)", "/tmp/b c.md");

  @Test
  void byDefaultItIsADraftByGh() {
    assertThat(PullRequestCommand.DEFAULT.commandLine(REQUEST))
        .containsExactly(
            "gh",
            "pr",
            "create",
            "--draft",
            "--repo=https://example.org/a.git",
            "--head=handoff/x-1",
            "--title=--web {body} $(id)",
            "--body-file=/tmp/b c.md");
  }

  @Test
  void wordsWithoutPlaceholdersStayAsTheyAre() {
    PullRequestCommand command =
        new PullRequestCommand(List.of("glab", "{}", "{other} {branch}", "}{", "{body"));

    assertThat(command.commandLine(REQUEST))
        .containsExactly("glab", "{}", "{other} handoff/x-1", "}{", "{body");
  }

  @Test
  void theLastAddressInItsOutputIsThePullRequest() {
    String output = "Creating draft\nhttps://example.org/old\n https://example.org/pull/7 \ndone\n";

    assertThat(PullRequestCommand.address(output)).isEqualTo("https://example.org/pull/7");
    assertThat(PullRequestCommand.address("see https://example.org/1 there")).isNull();
  }

  @Test
  void aCommandHasAWord() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new PullRequestCommand(List.of()))
        .withMessageContaining("must have a word");
  }
}
