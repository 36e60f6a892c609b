package dev.handoff.worker.attempt.agents;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Configures one agent that a worker offers.
 *
 * @param name its name in briefs
 * @param kind the adapter for its command line and its events
 * @param command the words that start it; for kind {@code command} a template, see {@link
 *     ConfiguredAgent}
 * @param options more words, after those of the adapter; for {@code codex} and {@code claude}
 * @param version the command that prints its version; empty: the command (of a template only its
 *     first word) and {@code --version}
 * @param env its own variables: NAME=value, or NAME (* matches any letters) for a variable of the
 *     worker's environment
 * @param logIn its log-in; no other child gets that
 * @param signs how to recognize success; only for {@code command}
 */
public record AgentSettings(
    String name,
    Kind kind,
    List<String> command,
    List<String> options,
    List<String> version,
    List<String> env,
    AgentCredentials logIn,
    @Nullable CompletionPattern signs) {

  /** The adapter for an agent's command line and events. */
  public enum Kind {
    CODEX,
    CLAUDE,
    /** Any program, by a template. */
    COMMAND
  }

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  public AgentSettings {
    if (name == null || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "an agent's name must be letters, digits, dots, dashes and _, got: " + name);
    }
    command = List.copyOf(command);
    options = List.copyOf(options);
    version = List.copyOf(version);
    env = List.copyOf(env);
    if (command.isEmpty()) {
      throw new IllegalArgumentException(
          "agents." + name + ".command must name a program, got: nothing");
    }
    if (kind == Kind.COMMAND && signs == null) {
      throw new IllegalArgumentException(
          "agents."
              + name
              + ".success must define the sign of its success (exit 0 alone is never success),"
              + " got: nothing");
    }
  }

  /** OpenAI's codex as it is installed on this host. */
  public static AgentSettings codex() {
    return installed("codex", Kind.CODEX, AgentCredentials.CODEX);
  }

  /** Anthropic's Claude Code as it is installed on this host. */
  public static AgentSettings claude() {
    return installed("claude", Kind.CLAUDE, AgentCredentials.CLAUDE);
  }

  private static AgentSettings installed(String name, Kind kind, AgentCredentials logIn) {
    return new AgentSettings(
        name, kind, List.of(name), List.of(), List.of(), List.of(), logIn, null);
  }

  /** The agents that a worker without configuration tries. */
  public static List<AgentSettings> standard() {
    return List.of(codex(), claude());
  }

  public AgentSettings withCommand(String... words) {
    return new AgentSettings(name, kind, List.of(words), options, List.of(), env, logIn, signs);
  }

  public AgentSettings withOptions(List<String> words) {
    return new AgentSettings(name, kind, command, words, version, env, logIn, signs);
  }

  public AgentSettings withEnv(List<String> entries) {
    return new AgentSettings(name, kind, command, options, version, entries, logIn, signs);
  }

  public AgentSettings withLogIn(AgentCredentials other) {
    return new AgentSettings(name, kind, command, options, version, env, other, signs);
  }

  List<String> versionCommand() {
    if (!version.isEmpty()) {
      return version;
    }
    // A template may start with just the program.
    List<String> words = new ArrayList<>(kind == Kind.COMMAND ? command.subList(0, 1) : command);
    words.add("--version");
    return words;
  }
}
