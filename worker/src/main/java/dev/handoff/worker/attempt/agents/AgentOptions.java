package dev.handoff.worker.attempt.agents;

import dev.handoff.brief.Brief.RunAgent;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a brief asks of an agent, as words that are safe on a command line; null: not asked for. */
final class AgentOptions {

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,127}");

  private final RunAgent run;

  /**
   * @throws IllegalArgumentException if a word is not safe
   */
  AgentOptions(RunAgent run) {
    this.run = run;
    check("run.model", run.model());
    check("run.effort", run.effort());
  }

  private static void check(String name, @Nullable String value) {
    if (value != null && !WORD.matcher(value).matches()) {
      throw new IllegalArgumentException(
          name + " must be letters, digits and . _ : / @ + -, got: " + value);
    }
  }

  @Nullable String model() {
    return run.model();
  }

  @Nullable String effort() {
    return run.effort();
  }

  @Nullable String turns() {
    return run.turns() == null ? null : run.turns().toString();
  }

  @Nullable String budget() {
    return run.budget() == null ? null : BigDecimal.valueOf(run.budget()).toPlainString();
  }

  /** The words that are asked for, by name. */
  Map<String, String> all() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("model", model());
    all.put("effort", effort());
    all.put("turns", turns());
    all.put("budget", budget());
    all.values().removeIf(value -> value == null);
    return all;
  }
}
