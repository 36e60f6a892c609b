package dev.handoff.cli.submit;

import dev.handoff.brief.Brief;
import dev.handoff.brief.policy.Policy;
import dev.handoff.brief.policy.Refusal;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.worker.configuration.ConfigurationFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks the policy before anything is sent: on the local default that of its worker; on a cluster,
 * whose workers have their own files, that of the submitter, if there is one.
 */
final class SubmitPolicy {

  private final boolean isLocal;
  private final ConfigurationFile files;

  // Read once, so that one command applies one policy.
  private @Nullable Policy policy;

  SubmitPolicy(boolean isLocal, Map<String, String> environment) {
    this.isLocal = isLocal;
    this.files = new ConfigurationFile(environment);
  }

  /**
   * @throws CommandException if the policy refuses the brief, with all reasons
   * @throws IOException if the file of the policy cannot be read
   */
  void require(Brief brief) throws IOException {
    List<Refusal> refusals = refusals(brief);
    if (!refusals.isEmpty()) {
      throw new CommandException(
          ExitCode.REFUSED,
          "the brief is refused by policy, and nothing was submitted:\n"
              + refusals.stream().map(Refusal::toString).collect(Collectors.joining("\n"))
              + "\n"
              + remedy());
    }
  }

  /**
   * Why the policy refuses the brief; empty if it does not.
   *
   * @throws IOException if the file of the policy cannot be read
   */
  List<Refusal> refusals(Brief brief) throws IOException {
    if (policy == null) {
      policy = isLocal ? files.read().policy().ofLocalDefault() : files.submitterPolicy();
    }
    return policy.refusals(brief);
  }

  private String remedy() {
    return isLocal
        ? "The local worker's file is "
            + files.worker()
            + "; after a change to it, run: handoff local stop"
        : "The cluster's workers have policies in their own files; yours is in "
            + files.submitter();
  }
}
