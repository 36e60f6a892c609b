package dev.handoff.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief.RunAgent;
import dev.handoff.job.JobResult.Usage;
import dev.handoff.worker.attempt.ModelServer.Mood;
import dev.handoff.worker.attempt.agents.AgentSettings;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Claude Code that people install; as {@link RealCodexTest}. */
@Tag("agents")
class RealClaudeTest {

  @TempDir Path folder;

  @Test
  void doesWhatItsModelSaysAndIsReadToItsEnd() throws Exception {
    AttemptFixture fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n");
    Path programs = NpmPackage.installed("@anthropic-ai/claude-code", "2.1.197");
    Map<String, String> worker = new HashMap<>();
    worker.put("PATH", programs + ":" + System.getenv("PATH"));
    worker.put("HOME", folder.toString());
    worker.put("ANTHROPIC_API_KEY", "key-of-claude");
    fixture.settings = fixture.settings.withEnvironment(worker, name -> false);
    String command = "echo hello > made.txt; echo mine > $HANDOFF_SUMMARY";

    try (ModelServer server = new ModelServer(Mood.WORKING, command, 0)) {
      fixture.agents =
          List.of(AgentSettings.claude().withEnv(List.of("ANTHROPIC_BASE_URL=" + server.url())));
      RunAgent asked = new RunAgent("claude", "m-1", "low", 5, 1.0);
      AttemptOutcome outcome =
          fixture.run(fixture.brief().agent(asked).timeout(Duration.ofMinutes(3)));

      assertThat(outcome)
          .as(fixture.recorder.text("log"))
          .isInstanceOf(AttemptOutcome.Completed.class);
      assertThat(server.requests())
          .anySatisfy(request -> assertThat(request).contains("# Change the posts"));
      Usage usage = outcome.result().usage();
      assertThat(usage.inputTokens()).isEqualTo(20);
      assertThat(usage.outputTokens()).isEqualTo(10);
      assertThat(usage.costUsd()).isPositive();
      assertThat(fixture.recorder.text("patch")).contains("made.txt", "+hello");
      assertThat(fixture.recorder.text("log")).contains("$ echo hello", "All done by a model");
      assertThat(fixture.recorder.text("report")).contains("> mine\n");
    }
    assertThat(fixture.living()).isEmpty();
    assertThat(fixture.remains()).isEmpty();
  }
}
