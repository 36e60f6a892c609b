package dev.handoff.cli.source;

import dev.handoff.brief.Sources;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the network remotes that have a commit, from their branches at the last fetch or push. So a
 * submit needs no network.
 */
final class NetworkRemotes {

  private NetworkRemotes() {}

  /** Their URLs, without any login. */
  static List<String> having(Git git, String commit) {
    List<String> branches =
        git.must("for-each-ref", "--contains", commit, "--format=%(refname)", "refs/remotes/")
            .lines();
    List<String> urls = new ArrayList<>();
    for (String remote : git.must("remote").lines()) {
      String prefix = "refs/remotes/" + remote + "/";
      if (branches.stream().anyMatch(branch -> branch.startsWith(prefix))) {
        String url = git.lineIfAny("remote", "get-url", "--", remote);
        if (url != null && isNetwork(url)) {
          urls.add(url.replaceFirst("^https://[^/@]*@", "https://"));
        }
      }
    }
    return urls.subList(0, Math.min(urls.size(), Sources.MAX_REMOTES));
  }

  /** Whether workers fetch from this kind of URL. */
  static boolean isNetwork(String url) {
    return url.matches("(https|ssh)://.+") || url.matches("([\\w.-]+@)?[\\w.-]+:(?!//).+");
  }
}
