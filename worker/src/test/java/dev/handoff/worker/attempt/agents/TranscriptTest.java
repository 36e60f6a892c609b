package dev.handoff.worker.attempt.agents;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobResult.Usage;
import dev.handoff.worker.attempt.agents.AgentResult.Done;
import dev.handoff.worker.attempt.agents.AgentResult.Failed;
import dev.handoff.worker.attempt.agents.AgentResult.Limited;
import dev.handoff.worker.attempt.agents.AgentResult.Unavailable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TranscriptTest {

  private static AgentResult codex(String... lines) {
    return Transcripts.verdict("codex", List.of(lines), 1);
  }

  private static AgentResult claude(int exit, String result) {
    List<String> lines = new ArrayList<>(Transcripts.good("claude"));
    lines.set(lines.size() - 1, result);
    return Transcripts.verdict("claude", lines, exit);
  }

  @ParameterizedTest
  @ValueSource(strings = {"codex", "claude", "configured", "text"})
  void aWholeTranscriptIsASuccessUnlessTheExitCodeIsNot(String agent) {
    List<String> good = Transcripts.good(agent);

    assertThat(Transcripts.verdict(agent, good, 0)).isEqualTo(new Done());
    assertThat(Transcripts.verdict(agent, good, 1)).isInstanceOf(Failed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"codex", "claude", "configured", "text"})
  void aTranscriptThatIsCutAnywhereIsNeverASuccess(String agent) {
    byte[] all = (String.join("\n", Transcripts.good(agent)) + "\n").getBytes(UTF_8);
    int end = agent.equals("text") ? all.length - "NE at last\n".length() : all.length - 1;

    for (int length = 0; length < end; length++) {
      Transcript transcript = Transcripts.of(agent);
      Transcripts.shown(transcript, java.util.Arrays.copyOf(all, length), 4096);

      assertThat(transcript.verdict(0, "")).as("cut at " + length).isInstanceOf(Failed.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"codex", "claude", "configured"})
  void whatComesAfterTheTerminalEventTakesTheSuccessAway(String agent) {
    List<String> good = Transcripts.good(agent);
    List<String> more = new ArrayList<>(good);
    more.add(good.get(good.size() - 2));

    assertThat(Transcripts.verdict(agent, more, 0)).isInstanceOf(Failed.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"codex", "claude", "configured"})
  void rubbishBetweenTheEventsChangesNothing(String agent) {
    List<String> noise =
        List.of(
            "", "plain", "{", "[1]", "{\"type\":", "null", "{}", "{\"type\":7}", "\u0000\u001b[2J");
    List<String> lines = new ArrayList<>();
    for (String line : Transcripts.good(agent)) {
      lines.addAll(noise);
      lines.add(line);
    }
    Transcript transcript = Transcripts.of(agent);

    lines.forEach(transcript::read);

    assertThat(transcript.verdict(0, "")).isEqualTo(new Done());
    assertThat(transcript.read("plain")).containsExactly("plain");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100_000})
  void linesAreReadWhateverThePiecesThatTheyComeIn(int piece) {
    byte[] all = String.join("\n", Transcripts.good("codex")).getBytes(UTF_8);
    Transcript transcript = Transcripts.of("codex");

    List<String> shown = Transcripts.shown(transcript, all, piece);

    assertThat(transcript.verdict(0, "")).isEqualTo(new Done());
    assertThat(shown)
        .containsExactly(
            "note: Model metadata for `m` not found.",
            "$ /bin/bash -lc 'echo hello > made.txt'",
            "  made",
            "add made.txt",
            "All done:",
            "made.txt");
  }

  @Test
  void aLineWithoutEndIsShownByItsLengthAndIsNoEvent() {
    byte[] huge = new byte[AgentStream.MAX_LINE + 1000];
    java.util.Arrays.fill(huge, (byte) 'x');
    Transcript transcript = Transcripts.of("codex");

    List<String> shown = Transcripts.shown(transcript, huge, 1 << 20);

    assertThat(shown).containsExactly("[a line of " + huge.length + " bytes]");
    assertThat(transcript.verdict(0, "")).isInstanceOf(Failed.class);
  }

  @Test
  void longOutputOfAToolIsShownByItsEnd() {
    String output = String.join("\\n", Collections.nCopies(50, "line"));

    List<String> shown =
        Transcripts.of("codex")
            .read(
                "{\"type\":\"item.completed\",\"item\":{\"type\":\"command_execution\","
                    + "\"aggregated_output\":\""
                    + output
                    + "\",\"exit_code\":2}}");

    assertThat(shown).hasSize(22).startsWith("  [30 lines]").endsWith("  [exit code 2]");
  }

  @Test
  void whatClaudeDoesIsShownInLines() {
    Transcript transcript = Transcripts.of("claude");

    List<String> shown =
        Transcripts.shown(
            transcript, String.join("\n", Transcripts.good("claude")).getBytes(UTF_8), 10);

    assertThat(shown)
        .containsExactly(
            "I begin.", "$ echo hello > made.txt", "  made", "Edit a.txt", "  edited", "All done.");
    assertThat(transcript.lastMessage()).isEqualTo("All done.");
  }

  @Test
  void usageAndCostAreReadAsFarAsTheToolTellsThem() {
    assertThat(usage("codex")).isEqualTo(new Usage("it 1", "asked", 20L, 10L, null));
    assertThat(usage("claude")).isEqualTo(new Usage("it 1", "claude-m", 127L, 9L, 0.25));
    assertThat(usage("configured")).isEqualTo(new Usage("it 1", "asked", 3L, 4L, 0.5));
    assertThat(usage("text")).isEqualTo(new Usage("it 1", "asked", null, null, null));
  }

  private static Usage usage(String agent) {
    Transcript transcript = Transcripts.of(agent);
    Transcripts.good(agent).forEach(transcript::read);
    return transcript.usage("it 1", "asked");
  }

  @Test
  void codexThatEndsWithZeroWithoutItsTerminalEventHasFailed() {
    List<String> untilError = List.of("{\"type\":\"turn.started\"}", error("stream lost"));

    assertThat(Transcripts.verdict("codex", List.of(), 0)).isInstanceOf(Failed.class);
    assertThat(Transcripts.verdict("codex", untilError, 0)).isEqualTo(new Failed("stream lost"));
  }

  @Test
  void codexThatTriedAgainAfterAnErrorHasNotFailed() {
    List<String> lines = new ArrayList<>(Transcripts.good("codex"));
    lines.add(3, error("Reconnecting... 1/5"));

    assertThat(Transcripts.verdict("codex", lines, 0)).isEqualTo(new Done());
  }

  @Test
  void codexWhoseTurnFailedSaysWhy() {
    assertThat(codex(error("a"), "{\"type\":\"turn.failed\",\"error\":{\"message\":\"b\"}}"))
        .isEqualTo(new Failed("b"));
  }

  @Test
  void codexThatWasNotLetInIsUnavailable() {
    assertThat(codex(error("unexpected status 401 Unauthorized: Missing bearer")))
        .isInstanceOf(Unavailable.class);
  }

  @Test
  void codexAtItsLimitOfUseNamesTheTimeOfItsReset() {
    AgentResult verdict =
        codex(error("You've hit your usage limit. Upgrade to Pro or try again at 3:05 PM."));

    assertThat(((Limited) verdict).reset()).contains(Instant.parse("2026-11-21T15:05:00Z"));
  }

  @Test
  void aModelThatSpeaksOfLimitsAndLogInsIsNotBelieved() {
    List<String> lines = new ArrayList<>(Transcripts.good("codex"));
    lines.add(
        6,
        "{\"type\":\"item.completed\",\"item\":{\"type\":\"agent_message\","
            + "\"text\":\"401 Unauthorized: you've hit your usage limit\"}}");

    assertThat(Transcripts.verdict("codex", lines.subList(0, 7), 1)).isInstanceOf(Failed.class);
    assertThat(Transcripts.verdict("codex", lines, 0)).isEqualTo(new Done());
  }

  @ParameterizedTest(name = "exit {0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // A refused log-in and a limit say "success" too.
        "1|{'type':'result','subtype':'success','is_error':true,'api_error_status':401,'result':'x'}",
        "0|{'type':'result','subtype':'success','is_error':true,'result':'x'}",
        // An interrupted run exits with 0.
        "0|{'type':'result','subtype':'error_during_execution','is_error':true}",
        "1|{'type':'result','subtype':'error_max_turns','is_error':true}",
        "1|{'type':'result','subtype':'error_max_budget_usd','is_error':true,'total_cost_usd':1.0}",
        "1|{'type':'result','subtype':'success','is_error':false,'result':'x'}",
        "0|{'type':'result','subtype':'success','result':'no flag at all'}",
        "0|{'type':'result','subtype':'success','is_error':'false','result':'a flag of text'}",
        "0|{'type':'resul'}",
      })
  void noOtherResultOfClaudeIsASuccess(int exit, String result) {
    assertThat(claude(exit, result.replace('\'', '"'))).isNotInstanceOf(Done.class);
  }

  @Test
  void claudeThatWasNotLetInIsUnavailable() {
    String refused =
        "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":true,\"api_error_status\":401,"
            + "\"result\":\"Please run /login\"}";

    assertThat(claude(1, refused)).isEqualTo(new Unavailable("Please run /login"));
  }

  @Test
  void claudeAtItsLimitOfUseIsBelievedByItsEventBeforeItsWords() {
    List<String> lines = new ArrayList<>(Transcripts.good("claude"));
    lines.set(
        1,
        "{\"type\":\"rate_limit_event\",\"rate_limit_info\":"
            + "{\"status\":\"rejected\",\"resetsAt\":1795280400}}");
    lines.set(
        lines.size() - 1,
        "{\"type\":\"result\",\"subtype\":\"success\",\"is_error\":true,\"api_error_status\":429,"
            + "\"result\":\"You've hit your limit · resets 10pm (Europe/Moscow)\"}");

    AgentResult withEvent = Transcripts.verdict("claude", lines, 1);
    lines.remove(1);
    AgentResult withWords = Transcripts.verdict("claude", lines, 1);

    assertThat(((Limited) withEvent).reset()).contains(Instant.ofEpochSecond(1795280400));
    assertThat(((Limited) withWords).reset()).contains(Instant.parse("2026-11-21T19:00:00Z"));
  }

  @Test
  void aConfiguredAgentsFailureIsToldInItsWords() {
    List<String> lines = List.of("{\"type\":\"end\",\"ok\":false,\"text\":\"rate limit\"}");

    assertThat(Transcripts.verdict("configured", lines, 0))
        .isEqualTo(new Limited("rate limit", Optional.empty()));
  }

  @Test
  void anAgentThatDiedIsToldByWhatItWroteToStderr() {
    AgentResult verdict = Transcripts.of("codex").verdict(1, "Not logged in\n");

    assertThat(verdict)
        .isEqualTo(
            new Unavailable("ended without completing its turn (exit code 1):\nNot logged in"));
  }

  private static String error(String message) {
    return "{\"type\":\"error\",\"message\":\"" + message + "\"}";
  }
}
