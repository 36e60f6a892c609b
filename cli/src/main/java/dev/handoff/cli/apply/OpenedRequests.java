package dev.handoff.cli.apply;

import dev.handoff.cli.source.Git;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pull requests that were opened from a repository. Each is kept in the git configuration of
 * its branch, so that a second call returns the same one; git drops it with the branch.
 */
final class OpenedRequests {

  private static final String NONE = "-";

  private final Git git;

  OpenedRequests(Git git) {
    this.git = git;
  }

  /**
   * The address of the request for the current commit of the branch; an empty text if the address
   * is unknown.
   *
   * @param remote the URL to which it was pushed
   */
  Optional<String> of(String branch, String remote) {
    String kept = git.lineIfAny("config", "--local", "--get", key(branch));
    String[] parts = kept == null ? new String[0] : kept.split(" ", 3);
    boolean isSame =
        parts.length == 3 && parts[0].equals(commit(branch)) && parts[1].equals(remote);
    return isSame ? Optional.of(parts[2].equals(NONE) ? "" : parts[2]) : Optional.empty();
  }

  /**
   * Stores the request. Errors are ignored: the request is open in any case.
   *
   * @param address null if the command printed none
   */
  void keep(String branch, String remote, @Nullable String address) {
    String value = commit(branch) + " " + remote + " " + (address == null ? NONE : address);
    git.run("config", "--local", "--replace-all", key(branch), value);
  }

  /** The command after which the next call opens a new request. */
  static String forget(String branch) {
    return "git config --unset-all " + key(branch);
  }

  private @Nullable String commit(String branch) {
    return git.lineIfAny("rev-parse", "--verify", "--quiet", "refs/heads/" + branch);
  }

  private static String key(String branch) {
    return "branch." + branch + ".handoffPullRequest";
  }
}
