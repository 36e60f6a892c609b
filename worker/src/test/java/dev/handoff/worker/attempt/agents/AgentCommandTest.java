package dev.handoff.worker.attempt.agents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.brief.Brief.RunAgent;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentCommandTest {

  private static final RunAgent ALL = new RunAgent("x", "m-1", "high", 60, 5.0);
  private static final RunAgent NOTHING = new RunAgent("x", null, null, null, null);

  private static AgentCommand command(String agent, RunAgent asked) {
    AgentRunRequest assignment =
        new AgentRunRequest(asked, Path.of("/run/home"), Path.of("/run/prompt.md"), true);
    return Transcripts.agent(agent).command(assignment);
  }

  @Test
  void codexReadsThePromptFromStdinAndKeepsItsLogInFromItsCommands() {
    AgentCommand command = command("codex", ALL);

    assertThat(command.words())
        .startsWith("codex", "exec", "--json")
        .contains("--model=m-1", "model_reasoning_effort=\"high\"")
        .contains("shell_environment_policy.exclude=[\"CODEX_API_KEY\"]")
        .endsWith("-");
    assertThat(command.environment()).containsEntry("CODEX_HOME", "/run/home");
    assertThat(command.unlimited()).containsExactly("turns", "budget");
  }

  @Test
  void claudeIsToldAllLimitsAndALowerBudgetSinceItOvershoots() {
    AgentCommand command = command("claude", ALL);

    assertThat(String.join(" ", command.words()))
        .startsWith("claude -p --output-format stream-json --verbose --permission-mode dontAsk")
        .contains("--model=m-1 --effort=high --max-turns 60 --max-budget-usd 4.5");
    assertThat(command.environment()).containsEntry("CLAUDE_CONFIG_DIR", "/run/home");
    assertThat(command.unlimited()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"codex", "claude", "configured"})
  void whatTheBriefDoesNotAskForIsNotOnTheCommandLine(String agent) {
    AgentCommand command = command(agent, NOTHING);

    assertThat(String.join(" ", command.words()))
        .doesNotContain("--model", "effort", "--max", "null");
    assertThat(command.unlimited()).isEmpty();
  }

  @Test
  void aTemplateIsFilledAndSaysWhatItDoesNotTake() {
    AgentCommand command = command("configured", ALL);

    assertThat(command.words()).containsExactly("agent", "--model=m-1");
    assertThat(command.unlimited()).containsExactlyInAnyOrder("effort", "turns", "budget");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-c", "a b", "a\"b", "a'b", "$(x)", "", "a\nb"})
  void aModelThatIsNoPlainWordIsRefused(String model) {
    RunAgent asked = new RunAgent("codex", model, null, null, null);

    assertThatThrownBy(() -> Agents.check(asked))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("run.model must be");
  }
}
