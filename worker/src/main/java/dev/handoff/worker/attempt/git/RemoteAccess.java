package dev.handoff.worker.attempt.git;

import dev.handoff.job.GitEnvironment;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Gives git the worker's own log-in, proxies and certificates while it reads from a network remote,
 * outside of any child. It never prompts: no person would answer, and the prompt would only wait
 * for the time limit.
 *
 * @param worker its environment
 * @param configuredSsh the worker's {@code core.sshCommand}, or blank
 */
public record RemoteAccess(Map<String, String> worker, String configuredSsh) {

  private static final String QUIET = " -oBatchMode=yes -oConnectTimeout=30";

  /** Sets the environment of one command. */
  public void open(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("GIT_"));
    worker.forEach(
        (name, value) -> {
          if (GitEnvironment.isAccess(name)) {
            environment.put(name, value);
          }
        });
    environment.remove("SSH_ASKPASS");
    environment.put("SSH_ASKPASS_REQUIRE", "never");
    sshCommand().ifPresent(command -> environment.put("GIT_SSH_COMMAND", command));
  }

  /** Empty: the variable stays, since it names a program of the worker's owner. */
  private Optional<String> sshCommand() {
    if (worker.containsKey("GIT_SSH") && !worker.containsKey("GIT_SSH_COMMAND")) {
      return Optional.empty();
    }
    String given = worker.getOrDefault("GIT_SSH_COMMAND", configuredSsh).strip();
    String command = given.isEmpty() ? "ssh" : given;
    Path program = Path.of(command.split("\\s", 2)[0]).getFileName();
    return program != null && program.toString().equals("ssh")
        ? Optional.of(command + QUIET)
        : Optional.empty();
  }
}
