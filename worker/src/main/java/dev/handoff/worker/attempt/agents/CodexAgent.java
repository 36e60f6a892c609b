package dev.handoff.worker.attempt.agents;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs {@code codex exec}. Its own sandbox is off: that cannot be created inside the sandbox of a
 * job's children, and then codex runs no command, tells its model so, and exits with 0.
 */
record CodexAgent(AgentSettings settings) implements Agent {

  @Override
  public AgentCommand command(AgentRunRequest assignment) {
    AgentOptions asked = new AgentOptions(assignment.asked());
    List<String> words = new ArrayList<>(settings.command());
    words.addAll(
        List.of("exec", "--json", "--ephemeral", "--ignore-user-config", "--ignore-rules"));
    words.addAll(List.of("--color", "never", "--skip-git-repo-check"));
    words.addAll(List.of("--sandbox", "danger-full-access", "-c", "approval_policy=\"never\""));
    // A login shell would read /etc/profile, which resets PATH.
    words.addAll(List.of("-c", "allow_login_shell=false"));
    // Its commands get the environment of any command of the job, without the log-in.
    words.addAll(List.of("-c", "shell_environment_policy.inherit=\"all\""));
    words.addAll(List.of("-c", "shell_environment_policy.exclude=[" + quoted() + "]"));
    if (asked.model() != null) {
      words.add("--model=" + asked.model());
    }
    if (asked.effort() != null) {
      words.addAll(List.of("-c", "model_reasoning_effort=\"" + asked.effort() + "\""));
    }
    words.addAll(settings.options());
    words.add("-");
    List<String> unlimited = new ArrayList<>(asked.all().keySet());
    unlimited.retainAll(List.of("turns", "budget"));
    return new AgentCommand(words, Map.of("CODEX_HOME", assignment.home().toString()), unlimited);
  }

  private String quoted() {
    Stream<String> own = settings.env().stream().map(entry -> entry.split("=", 2)[0]);
    return Stream.concat(settings.logIn().variables().stream(), own)
        .map(name -> '"' + name + '"')
        .collect(Collectors.joining(","));
  }

  @Override
  public Transcript transcript(Instant now, ZoneId zone) {
    return new CodexTranscript(new AgentErrorClassifier(now, zone));
  }
}
