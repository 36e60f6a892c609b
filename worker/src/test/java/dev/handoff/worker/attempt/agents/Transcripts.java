package dev.handoff.worker.attempt.agents;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What agents wrote, and how it is read. */
final class Transcripts {

  static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  static final CompletionPattern SIGNS =
      new CompletionPattern(
          Map.of("/type", "end"),
          Map.of("/ok", "false"),
          null,
          "/text",
          "/use/in",
          "/use/out",
          "/usd");

  private Transcripts() {}

  static Agent agent(String name) {
    return switch (name) {
      case "codex" -> Agent.of(AgentSettings.codex());
      case "claude" -> Agent.of(AgentSettings.claude());
      case "text" -> configured(CompletionPattern.lastLine("DONE( .*)?"));
      default -> configured(SIGNS);
    };
  }

  private static Agent configured(CompletionPattern signs) {
    return Agent.of(
        new AgentSettings(
            "configured",
            AgentSettings.Kind.COMMAND,
            List.of("agent", "--model={model}"),
            List.of(),
            List.of(),
            List.of(),
            AgentCredentials.NONE,
            signs));
  }

  static Transcript of(String agent) {
    return agent(agent).transcript(NOW, ZoneOffset.UTC);
  }

  /** A run of that agent that went well. */
  static List<String> good(String agent) {
    if (agent.equals("text")) {
      return List.of("I begin.", "made.txt", "DONE at last");
    }
    try (InputStream in = Transcripts.class.getResourceAsStream(agent + ".jsonl")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The verdict on these lines and that exit code. */
  static AgentResult verdict(String agent, List<String> lines, int exit) {
    Transcript transcript = of(agent);
    lines.forEach(transcript::read);
    return transcript.verdict(exit, "");
  }

  /** What people are shown of these bytes, which come in pieces of that size. */
  static List<String> shown(Transcript transcript, byte[] bytes, int piece) {
    List<String> shown = new ArrayList<>();
    AgentStream stream = new AgentStream(transcript, shown::add);
    for (int at = 0; at < bytes.length; at += piece) {
      stream.write(bytes, at, Math.min(piece, bytes.length - at));
    }
    stream.finish();
    return shown;
  }
}
