package dev.handoff.worker.attempt.agents;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds what one agent gets from the worker's host: its own variables, its log-in, its program.
 * Reads the host each time, since people log in while a worker runs.
 */
final class AgentEnvironment {

  private final AgentSettings settings;
  private final Map<String, String> worker;

  /**
   * @param worker the worker's own environment
   */
  AgentEnvironment(AgentSettings settings, Map<String, String> worker) {
    this.settings = settings;
    this.worker = worker;
  }

  /** The agent's own variables, its log-in among them. */
  Map<String, String> variables() {
    Map<String, String> variables = new LinkedHashMap<>();
    settings.logIn().variables().forEach(name -> copy(name, variables));
    for (String entry : settings.env()) {
      int equals = entry.indexOf('=');
      if (equals >= 0) {
        variables.put(entry.substring(0, equals), entry.substring(equals + 1));
      } else if (entry.contains("*")) {
        Pattern names = Pattern.compile(entry.replace("*", ".*"));
        worker.keySet().stream()
            .filter(name -> names.matcher(name).matches())
            .forEach(name -> copy(name, variables));
      } else {
        copy(entry, variables);
      }
    }
    return variables;
  }

  private void copy(String name, Map<String, String> variables) {
    String value = worker.get(name);
    if (value != null && !value.isEmpty()) {
      variables.put(name, value);
    }
  }

  /** The existing files of the log-in, each with its path in the agent's home. */
  Map<String, Path> files() {
    Map<String, Path> found = new LinkedHashMap<>();
    for (String file : settings.logIn().files()) {
      Path path = home().resolve(file);
      if (Files.isRegularFile(path) && Files.isReadable(path)) {
        found.put(file, path);
      }
    }
    return found;
  }

  private Path home() {
    AgentCredentials logIn = settings.logIn();
    String named = logIn.homeVariable() == null ? null : worker.get(logIn.homeVariable());
    if (named != null && !named.isEmpty()) {
      return Path.of(named);
    }
    return Path.of(worker.getOrDefault("HOME", System.getProperty("user.home")))
        .resolve(logIn.home());
  }

  /** Why it cannot run now, with the remedy; starts no program. */
  Optional<String> objection() {
    if (program(settings.command()).isEmpty()) {
      return Optional.of(
          "is not installed: no program " + settings.command().get(0) + " on the worker's PATH");
    }
    AgentCredentials logIn = settings.logIn();
    Map<String, String> variables = variables();
    boolean isLoggedIn =
        !logIn.isNeeded()
            || logIn.variables().stream().anyMatch(variables::containsKey)
            || !files().isEmpty();
    return isLoggedIn
        ? Optional.empty()
        : Optional.of(
            "is not logged in: log in as the worker's user"
                + (logIn.variables().isEmpty()
                    ? ""
                    : ", or give the worker " + String.join(" or ", logIn.variables())));
  }

  /** The program that these words start. */
  Optional<AgentProgram> program(List<String> words) {
    return AgentProgram.find(words.get(0), worker);
  }
}
