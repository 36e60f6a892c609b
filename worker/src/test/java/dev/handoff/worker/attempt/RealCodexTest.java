package dev.handoff.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief.RunAgent;
import dev.handoff.job.JobResult.Usage;
import dev.handoff.job.Reason;
import dev.handoff.testkit.ExecutableFile;
import dev.handoff.worker.attempt.ModelServer.Mood;
import dev.handoff.worker.attempt.agents.AgentCredentials;
import dev.handoff.worker.attempt.agents.AgentSettings;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The codex that people install, against a model's server of this test's own. Needs npm and its
 * registry, and 400 MB: {@code mvn -Pagents verify -pl worker -am}.
 */
@Tag("agents")
class RealCodexTest {

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    Path programs = NpmPackage.installed("@openai/codex", "0.169.0");
    fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n");
    Map<String, String> worker = new HashMap<>();
    worker.put("PATH", programs + ":" + System.getenv("PATH"));
    worker.put("HOME", folder.toString());
    worker.put("CODEX_API_KEY", "key-of-codex");
    fixture.settings = fixture.settings.withEnvironment(worker, name -> false);
  }

  private AttemptOutcome run(ModelServer server, Duration idle) throws Exception {
    AgentSettings codex =
        AgentSettings.codex()
            .withOptions(
                List.of(
                    "-c", "model_provider=\"mock\"",
                    "-c", "model_providers.mock.name=\"mock\"",
                    "-c", "model_providers.mock.base_url=\"" + server.url() + "/v1\"",
                    "-c", "model_providers.mock.wire_api=\"responses\"",
                    "-c", "model_providers.mock.env_key=\"CODEX_API_KEY\"",
                    "-c", "model_providers.mock.request_max_retries=1",
                    "-c", "model_providers.mock.stream_max_retries=1"));
    fixture.agents =
        List.of(
            codex.withLogIn(
                new AgentCredentials(true, List.of("CODEX_API_KEY"), null, "", List.of(), false)));
    RunAgent asked = new RunAgent("codex", "m-1", "low", null, null);
    return fixture.run(fixture.brief().agent(asked).idle(idle).timeout(Duration.ofMinutes(3)));
  }

  private static AttemptOutcome.Failed failed(AttemptOutcome outcome) {
    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    return (AttemptOutcome.Failed) outcome;
  }

  @Test
  void doesWhatItsModelSaysAndIsReadToItsEnd() throws Exception {
    String command =
        "echo hello > made.txt; echo mine > $HANDOFF_SUMMARY; env | grep -c key-of-codex > keys.txt";
    try (ModelServer server = new ModelServer(Mood.WORKING, command, 0)) {
      AttemptOutcome outcome = run(server, Duration.ZERO);

      assertThat(outcome)
          .as(fixture.recorder.text("log"))
          .isInstanceOf(AttemptOutcome.Completed.class);
      assertThat(server.requests().get(0)).contains("# Change the posts", "The posts are changed.");
      assertThat(outcome.result().usage()).isEqualTo(new Usage("codex", "m-1", 20L, 10L, null));
      assertThat(fixture.recorder.text("patch")).contains("made.txt", "+hello", "keys.txt", "+0\n");
      assertThat(fixture.recorder.text("log")).contains("$ ", "echo hello", "All done by a model");
      assertThat(fixture.recorder.text("report")).contains("> mine\n");
      assertThat(fixture.recorder.text("events")).contains("turn.completed");
    }
    assertThat(fixture.remains()).isEmpty();
  }

  @Test
  void findsWhatSetupAndChecksFind() throws Exception {
    Path tool = Files.createDirectories(folder.resolve("tools")).resolve("private-tool");
    ExecutableFile.write(tool, "#!/bin/sh\necho found\n");
    Map<String, String> worker = new HashMap<>(fixture.settings.environment());
    worker.merge("PATH", tool.getParent().toString(), (path, own) -> own + ":" + path);
    fixture.settings = fixture.settings.withEnvironment(worker, name -> false);
    String command = "private-tool > made.txt; bash -lc private-tool >> made.txt";
    try (ModelServer server = new ModelServer(Mood.WORKING, command, 0)) {
      AttemptOutcome outcome = run(server, Duration.ZERO);

      assertThat(outcome)
          .as(fixture.recorder.text("log"))
          .isInstanceOf(AttemptOutcome.Completed.class);
      assertThat(fixture.recorder.text("patch")).contains("made.txt", "+found\n+found\n");
    }
  }

  @Test
  void isUnavailableWhenItsKeyIsRefused() throws Exception {
    try (ModelServer server = new ModelServer(Mood.UNAUTHORIZED, "true", 0)) {
      AttemptOutcome.Failed outcome = failed(run(server, Duration.ZERO));

      assertThat(outcome.reason()).as(outcome.message()).isEqualTo(Reason.AGENT_UNAVAILABLE);
    }
  }

  @Test
  void namesTheTimeAtWhichItsLimitOfUseIsLifted() throws Exception {
    Instant reset = Instant.now().truncatedTo(ChronoUnit.MINUTES).plus(Duration.ofHours(30));
    try (ModelServer server = new ModelServer(Mood.LIMITED, "true", reset.getEpochSecond())) {
      AttemptOutcome.Failed outcome = failed(run(server, Duration.ZERO));

      assertThat(outcome.reason()).as(outcome.message()).isEqualTo(Reason.AGENT_LIMITED);
      assertThat(outcome.retryAt()).as(outcome.message()).isEqualTo(reset);
    }
  }

  @Test
  void leavesNoProcessWhenItIsEndedForItsSilence() throws Exception {
    try (ModelServer server = new ModelServer(Mood.SILENT, "true", 0)) {
      AttemptOutcome.Failed outcome = failed(run(server, Duration.ofSeconds(5)));

      assertThat(outcome.reason()).as(outcome.message()).isEqualTo(Reason.IDLE);
    }
    assertThat(fixture.living()).isEmpty();
  }
}
