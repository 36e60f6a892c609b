package dev.handoff.cli.apply;

import dev.handoff.cli.source.Git;
import java.util.Optional;

/**
 * The pull requests that were opened from a repository. Each is kept in its configuration, with the
 * branch, so that one who asks twice gets the same; git forgets it when the branch is deleted.
 */
final class OpenedRequests {

  private static final String NONE = "-";

  private final Git git;

  OpenedRequests(Git git) {
    this.git = git;
  }

  /**
   * What was said of the request for the branch as it is now.
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
   * Keeps it. That it cannot be kept is no failure: the request is open.
   *
   * @param address null if the command told none
   */
  void keep(String branch, String remote, String address) {
    String value = commit(branch) + " " + remote + " " + (address == null ? NONE : address);
    git.run("config", "--local", "--replace-all", key(branch), value);
  }

  /** What makes it be asked for again. */
  static String forget(String branch) {
    return "git config --unset-all " + key(branch);
  }

  private String commit(String branch) {
    return git.lineIfAny("rev-parse", "--verify", "--quiet", "refs/heads/" + branch);
  }

  private static String key(String branch) {
    return "branch." + branch + ".handoffPullRequest";
  }
}
