package dev.handoff.worker.attempt.agents;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An agent that is only described by the worker's configuration. The words of its command may
 * contain {@code {model}}, {@code {effort}}, {@code {turns}}, {@code {budget}}, {@code
 * {prompt-file}} and {@code {home}}; a word whose placeholder has no value is left out.
 */
record ConfiguredAgent(AgentSettings settings) implements Agent {

  private static final Pattern PLACEHOLDER = Pattern.compile("\\{([a-z-]+)}");
  private static final Set<String> KNOWN =
      Set.of("model", "effort", "turns", "budget", "prompt-file", "home");

  ConfiguredAgent {
    for (String word : settings.command()) {
      placeholders(word).stream()
          .filter(name -> !KNOWN.contains(name))
          .forEach(name -> refuse(settings, name));
    }
  }

  private static void refuse(AgentSettings settings, String name) {
    throw new IllegalArgumentException(
        "agents.%s.command must name no placeholders but %s, got: {%s}"
            .formatted(settings.name(), KNOWN.stream().sorted().toList(), name));
  }

  private static Set<String> placeholders(String word) {
    Set<String> names = new LinkedHashSet<>();
    PLACEHOLDER.matcher(word).results().forEach(found -> names.add(found.group(1)));
    return names;
  }

  @Override
  public AgentCommand command(AgentRunRequest assignment) {
    Map<String, String> asked = new AgentOptions(assignment.asked()).all();
    Map<String, String> values = new HashMap<>(asked);
    values.put("prompt-file", assignment.prompt().toString());
    values.put("home", assignment.home().toString());
    Set<String> ignored = new LinkedHashSet<>(asked.keySet());
    List<String> words = new ArrayList<>();
    for (String word : settings.command()) {
      filled(word, values).ifPresent(words::add);
      ignored.removeAll(placeholders(word));
    }
    words.addAll(settings.options());
    return new AgentCommand(
        words, Map.of("HANDOFF_AGENT_HOME", assignment.home().toString()), List.copyOf(ignored));
  }

  private static Optional<String> filled(String word, Map<String, String> values) {
    if (!values.keySet().containsAll(placeholders(word))) {
      return Optional.empty();
    }
    return Optional.of(
        PLACEHOLDER
            .matcher(word)
            .replaceAll(
                found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), ""))));
  }

  @Override
  public Transcript transcript(Instant now, ZoneId zone) {
    return new ConfiguredTranscript(signs(), new AgentErrorClassifier(now, zone));
  }

  @Override
  public boolean mixesErrors() {
    return signs().isText();
  }

  private CompletionPattern signs() {
    return Objects.requireNonNull(settings.signs(), "an agent of kind command has signs");
  }
}
