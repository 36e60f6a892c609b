package dev.handoff.worker.attempt.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief.RunAgent;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Usage;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.agents.AgentCredentials;
import dev.handoff.worker.attempt.agents.AgentSettings;
import dev.handoff.worker.attempt.agents.AgentSettings.Kind;
import dev.handoff.worker.attempt.agents.CompletionPattern;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.attempt.order.EarlierAttempt;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripted agents that behave as real ones were seen to behave. */
class AgentRunTest {

  private static final String MESSAGE =
      "echo '{\"type\":\"item.completed\",\"item\":{\"type\":\"agent_message\",\"text\":\"All **done**\"}}'\n";
  private static final String COMPLETED =
      "echo '{\"type\":\"turn.completed\",\"usage\":{\"input_tokens\":20,\"output_tokens\":10}}'\n";
  private static final String WORK = "echo changed > README.md\n";

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n");
    fixture.settings =
        fixture.settings.withEnvironment(
            Map.of("PATH", System.getenv("PATH"), "HOME", folder.toString()), name -> false);
  }

  private AttemptOrder order(AgentSettings agent, String script) throws Exception {
    return order(agent, script, new RunAgent(agent.name(), null, null, null, null));
  }

  private AttemptOrder order(AgentSettings agent, String script, RunAgent asked) throws Exception {
    fixture.source.with("agent.sh", script);
    fixture.agents = List.of(agent.withCommand("sh", "agent.sh"));
    return fixture.order(fixture.brief().agent(asked).timeout(Duration.ofMinutes(1)));
  }

  private AttemptOutcome codex(String script) throws Exception {
    return fixture.run(order(AgentSettings.codex().withLogIn(AgentCredentials.NONE), script));
  }

  private AttemptOutcome claude(String script) throws Exception {
    return fixture.run(order(AgentSettings.claude().withLogIn(AgentCredentials.NONE), script));
  }

  private static AttemptOutcome.Failed failed(AttemptOutcome outcome) {
    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    return (AttemptOutcome.Failed) outcome;
  }

  @Test
  void anAgentThatDoesItsWorkLeavesALogForPeopleItsEventsAndWhatItUsed() throws Exception {
    AttemptOutcome outcome =
        codex("cat >/dev/null; echo 'a warning' >&2\n" + WORK + MESSAGE + COMPLETED);

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(outcome.result().usage()).isEqualTo(new Usage("codex", null, 20L, 10L, null));
    assertThat(outcome.result().outputs().artifacts())
        .extracting(Artifact::name)
        .containsExactly("events");
    assertThat(fixture.recorder.text("log")).contains("All **done**\n", "a warning\n");
    assertThat(fixture.recorder.text("log")).doesNotContain("turn.completed");
    assertThat(fixture.recorder.text("events")).contains("{\"type\":\"turn.completed\"");
    assertThat(fixture.recorder.text("patch")).contains("+changed");
    assertThat(fixture.recorder.text("report")).contains("> All **done**\n");
    assertThat(fixture.remains()).isEmpty();
  }

  @Test
  void theSummaryThatTheAgentWroteStandsBeforeItsLastWords() throws Exception {
    codex("cat >/dev/null; echo mine >$HANDOFF_SUMMARY\n" + WORK + MESSAGE + COMPLETED);

    assertThat(fixture.recorder.text("report")).contains("> mine\n").doesNotContain("All **done**");
  }

  @Test
  void stdinIsThePromptAndThenClosed() throws Exception {
    // As codex does: with a stdin that stays open it would wait for ever.
    AttemptOutcome outcome = codex("cat >README.md\n" + COMPLETED);

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(fixture.recorder.text("patch"))
        .contains("+# Change the posts", "+The posts are changed.", "summary.md");
  }

  @Test
  void aLaterAttemptIsToldOfTheEarlierOne() throws Exception {
    AttemptOrder first =
        order(
            AgentSettings.codex().withLogIn(AgentCredentials.NONE), "cat >README.md\n" + COMPLETED);

    fixture.run(
        new AttemptOrder(
            first.job(),
            2,
            first.brief(),
            first.briefJson(),
            Optional::empty,
            first.trace(),
            Optional.empty(),
            Optional.of(new EarlierAttempt(1, "no_change", "nothing changed", List.of()))));

    assertThat(fixture.recorder.text("patch")).contains("+Attempt 1 failed (no_change).");
  }

  @Test
  void exitZeroWithoutATerminalEventIsAFailure() throws Exception {
    AttemptOutcome.Failed outcome = failed(codex(WORK + MESSAGE));

    assertThat(outcome.reason()).isEqualTo(Reason.RUN_FAILED);
    assertThat(outcome.message()).contains("ended without completing its turn (exit code 0)");
    assertThat(fixture.recorder.text("patch")).contains("+changed");
  }

  @Test
  void anErrorEventAndThenExitZeroIsAFailure() throws Exception {
    AttemptOutcome.Failed outcome =
        failed(codex(WORK + "echo '{\"type\":\"error\",\"message\":\"stream lost\"}'"));

    assertThat(outcome.reason()).isEqualTo(Reason.RUN_FAILED);
    assertThat(outcome.message()).contains("stream lost");
  }

  @Test
  void aWrapperThatIsKilledLeavesNoChildAlive() throws Exception {
    // As the npm wrapper of codex: its child goes on, and would even complete the turn.
    AttemptOutcome.Failed outcome =
        failed(
            codex(
                "setsid sh -c 'sleep 3600; " + COMPLETED.strip() + "' &\n" + WORK + "kill -9 $$"));

    assertThat(outcome.reason()).isEqualTo(Reason.RUN_FAILED);
    assertThat(outcome.message()).contains("exit code 137");
    assertThat(fixture.living()).isEmpty();
  }

  @Test
  void anInterruptThatExitsWithZeroIsAFailure() throws Exception {
    AttemptOutcome.Failed outcome =
        failed(
            claude(
                "trap 'echo \"{\\\"type\\\":\\\"result\\\",\\\"subtype\\\":\\\"error_during_execution\\\","
                    + "\\\"is_error\\\":true}\"; exit 0' INT\n"
                    + WORK
                    + "kill -INT $$"));

    assertThat(outcome.reason()).isEqualTo(Reason.RUN_FAILED);
    assertThat(outcome.message()).contains("error_during_execution");
  }

  @Test
  void aSuccessThatIsFlaggedAsAnErrorIsNone() throws Exception {
    AttemptOutcome.Failed outcome =
        failed(
            claude(
                WORK
                    + "echo '{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":true,"
                    + "\"result\":\"overloaded\",\"total_cost_usd\":0.5}'"));

    assertThat(outcome.reason()).isEqualTo(Reason.RUN_FAILED);
    assertThat(outcome.message()).contains("overloaded");
    assertThat(outcome.result().usage().costUsd()).isEqualTo(0.5);
  }

  @Test
  void aLimitOfUseIsTheSystemsFaultAndCarriesTheTimeOfItsReset() throws Exception {
    LocalTime reset = LocalTime.now(ZoneId.systemDefault()).plusHours(2);
    String text = reset.format(DateTimeFormatter.ofPattern("h:mm a", Locale.US));

    AttemptOutcome.Failed outcome =
        failed(
            codex(
                "echo '{\"type\":\"turn.failed\",\"error\":{\"message\":\"You have hit your usage limit. Try again at "
                    + text
                    + ".\"}}'; exit 1"));

    assertThat(outcome.reason()).isEqualTo(Reason.AGENT_LIMITED);
    assertThat(outcome.retryAt())
        .isBetween(
            Instant.now().plus(100, ChronoUnit.MINUTES), Instant.now().plus(3, ChronoUnit.HOURS));
  }

  @Test
  void anAgentThatIsNotLetInIsUnavailable() throws Exception {
    AttemptOutcome.Failed outcome =
        failed(codex("echo 'ERROR: 401 Unauthorized: log in again' >&2; exit 1"));

    assertThat(outcome.reason()).isEqualTo(Reason.AGENT_UNAVAILABLE);
    assertThat(outcome.message()).contains("codex was not let in", "401");
  }

  @Test
  void anAgentWithoutLogInIsUnavailableBeforeAnythingRuns() throws Exception {
    AttemptOrder order = order(AgentSettings.codex(), WORK + COMPLETED);

    AttemptOutcome.Failed outcome = failed(fixture.run(order));

    assertThat(outcome.reason()).isEqualTo(Reason.AGENT_UNAVAILABLE);
    assertThat(outcome.message()).contains("codex is not logged in", "Nothing was run.");
    assertThat(fixture.recorder.progress())
        .containsExactly("prepare null null", "publish null null");
  }

  @Test
  void anAgentThatIsNotInstalledIsUnavailable() throws Exception {
    fixture.agents = List.of(AgentSettings.codex().withCommand("no-such-agent"));

    AttemptOutcome.Failed outcome = failed(fixture.run(fixture.brief().agent("codex")));

    assertThat(outcome.reason()).isEqualTo(Reason.AGENT_UNAVAILABLE);
    assertThat(outcome.message()).contains("no-such-agent");
  }

  @Test
  void aModelThatIsNoWordIsAnInvalidBrief() throws Exception {
    AgentSettings agent = AgentSettings.codex().withLogIn(AgentCredentials.NONE);

    AttemptOutcome.Failed outcome =
        failed(fixture.run(order(agent, COMPLETED, new RunAgent("codex", "-x", null, null, null))));

    assertThat(outcome.reason()).isEqualTo(Reason.INVALID_BRIEF);
  }

  @Test
  void hugeLinesAndRubbishKeepTheWorkerAliveAndTheVerdictTrue() throws Exception {
    AttemptOutcome outcome =
        codex(
            "head -c 20000000 /dev/zero | tr '\\0' x; echo; head -c 100000 /dev/urandom; echo\n"
                + "printf '\\033[2J{\\n'; head -c 8000000 /dev/zero | tr '\\0' e >&2\n"
                + WORK
                + MESSAGE
                + COMPLETED);

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(fixture.recorder.text("log")).contains("[a line of 20000000 bytes]");
    assertThat(fixture.recorder.bytes("events").length).isGreaterThan(20_000_000);
  }

  @Test
  void anAgentThatSaysNothingIsEndedByTheWorkersOwnLimit() throws Exception {
    fixture.source.with("agent.sh", "sleep 3600");
    fixture.agents =
        List.of(
            AgentSettings.codex().withLogIn(AgentCredentials.NONE).withCommand("sh", "agent.sh"));

    AttemptOutcome.Failed outcome =
        failed(fixture.run(fixture.brief().agent("codex").idle(Duration.ofMillis(500))));

    assertThat(outcome.reason()).isEqualTo(Reason.IDLE);
    assertThat(outcome.message()).contains("the agent codex");
    assertThat(fixture.living()).isEmpty();
  }

  @Test
  void onlyTheAgentGetsItsLogIn() throws Exception {
    Map<String, String> worker = new HashMap<>(fixture.settings.environment());
    worker.put("CODEX_API_KEY", "key-of-codex");
    fixture.settings = fixture.settings.withEnvironment(worker, name -> false);
    Files.writeString(
        Files.createDirectories(folder.resolve(".codex")).resolve("auth.json"), "file-of-codex");
    String look =
        "env | grep -q key-of-codex && echo $1 has key;"
            + " find \"$(dirname \"$HANDOFF_BRIEF\")\" -name auth.json | grep -q . && echo $1 has file;"
            + " true\n";
    fixture.source.with("look.sh", look);
    fixture.source.with("agent.sh", "sh look.sh agent >&2\n" + WORK + COMPLETED);
    fixture.agents = List.of(AgentSettings.codex().withCommand("sh", "agent.sh"));

    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .setup("sh look.sh setup")
                .agent("codex")
                .check("look", "sh", "look.sh", "check"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(fixture.recorder.text("log"))
        .contains("agent has key\nagent has file\n")
        .doesNotContain("setup has", "check has");
  }

  @Test
  void aLinkThatSetupLeftWhereTheLogInGoesIsNotFollowed() throws Exception {
    fixture.isolation = Isolation.PROCESS_GROUP; // where it can write there
    fixture.source.with("agent.sh", WORK + COMPLETED);
    fixture.agents =
        List.of(
            AgentSettings.codex().withLogIn(AgentCredentials.NONE).withCommand("sh", "agent.sh"));
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));

    AttemptOutcome outcome =
        fixture.run(
            fixture
                .brief()
                .setup("ln -s " + elsewhere + " \"$(dirname \"$HANDOFF_BRIEF\")/agent\"")
                .agent("codex"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(elsewhere).isEmptyDirectory();
  }

  @Test
  void whatTheToolDoesNotTakeIsToldInTheLog() throws Exception {
    AgentSettings agent = AgentSettings.codex().withLogIn(AgentCredentials.NONE);

    fixture.run(order(agent, WORK + COMPLETED, new RunAgent("codex", "m", "high", 60, 5.0)));

    assertThat(fixture.recorder.text("log")).contains("[handoff] codex takes no turns, budget");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConfiguredAgentIsJudgedByItsLastLine(boolean isDone) throws Exception {
    fixture.source.with(
        "agent.sh", WORK + "echo $1; echo on stderr >&2; echo " + (isDone ? "DONE" : "so long"));
    fixture.agents =
        List.of(
            new AgentSettings(
                "mine",
                Kind.COMMAND,
                List.of("sh", "agent.sh", "--model={model}"),
                List.of(),
                List.of(),
                List.of(),
                AgentCredentials.NONE,
                CompletionPattern.lastLine("DONE")));

    AttemptOutcome outcome =
        fixture.run(fixture.brief().agent(new RunAgent("mine", "m-1", null, null, null)));

    assertThat(outcome instanceof AttemptOutcome.Completed).isEqualTo(isDone);
    assertThat(fixture.recorder.text("log")).contains("--model=m-1\n", "on stderr\n");
    assertThat(outcome.result().outputs().artifacts()).isEmpty();
  }
}
