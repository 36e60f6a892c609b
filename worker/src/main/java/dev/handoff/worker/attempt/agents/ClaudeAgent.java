package dev.handoff.worker.attempt.agents;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Runs {@code claude -p}. It may use its tools for files, shell and web without asking; as root it
 * refuses to skip all permissions. Its commands see its key, which it could only hide with a
 * sandbox of its own.
 */
record ClaudeAgent(AgentSettings settings) implements Agent {

  /**
   * It checks its cost only after a turn, when it has overspent already: so it gets a smaller
   * budget.
   */
  private static final BigDecimal OF_BUDGET = new BigDecimal("0.9");

  private static final String TOOLS = "Bash,Edit,Glob,Grep,Read,Write";

  @Override
  public AgentCommand command(AgentRunRequest assignment) {
    AgentOptions asked = new AgentOptions(assignment.asked());
    List<String> words = new ArrayList<>(settings.command());
    words.addAll(List.of("-p", "--output-format", "stream-json", "--verbose"));
    words.addAll(List.of("--permission-mode", "dontAsk"));
    String tools = assignment.network() ? TOOLS + ",WebFetch,WebSearch" : TOOLS;
    words.addAll(List.of("--tools", tools, "--allowedTools", tools));
    words.addAll(List.of("--no-session-persistence", "--strict-mcp-config"));
    words.addAll(List.of("--setting-sources", ""));
    if (asked.model() != null) {
      words.add("--model=" + asked.model());
    }
    if (asked.effort() != null) {
      words.add("--effort=" + asked.effort());
    }
    if (asked.turns() != null) {
      words.addAll(List.of("--max-turns", asked.turns()));
    }
    if (asked.budget() != null) {
      words.addAll(List.of("--max-budget-usd", lowered(asked.budget())));
    }
    words.addAll(settings.options());
    return new AgentCommand(words, environment(assignment), List.of());
  }

  private static String lowered(String budget) {
    return new BigDecimal(budget)
        .multiply(OF_BUDGET)
        .setScale(4, RoundingMode.UP)
        .stripTrailingZeros()
        .toPlainString();
  }

  private static Map<String, String> environment(AgentRunRequest assignment) {
    return Map.of(
        "CLAUDE_CONFIG_DIR",
        assignment.home().toString(),
        "DISABLE_AUTOUPDATER",
        "1",
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
        "1");
  }

  @Override
  public Transcript transcript(Instant now, ZoneId zone) {
    return new ClaudeTranscript(new AgentErrorClassifier(now, zone));
  }
}
