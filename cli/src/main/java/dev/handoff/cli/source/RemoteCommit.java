package dev.handoff.cli.source;

import dev.handoff.cli.console.CommandException;
import dev.handoff.job.RefName;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The commit that a ref names in a repository that is known only by its URL.
 *
 * @param branch name of the branch; null if the ref is no branch
 */
record RemoteCommit(String hash, @Nullable String branch) {

  private static final String HEADS = "refs/heads/";

  /**
   * @param folder where git runs, since a URL may depend on its configuration
   * @throws CommandException with 5 if the repository cannot be read or has no such ref
   */
  static RemoteCommit of(String repo, String ref, Path folder) {
    Git.Said said = new Git(folder).run("ls-remote", "--", repo, ref, ref + "^{}");
    if (!said.isGood()) {
      throw SourcePin.refused("scope.repo cannot be read: " + repo + ": " + said.err());
    }
    Map<String, String> commits = commits(said);
    // ls-remote lists every ref with this ending, also feature/main for main. The order below is
    // git's own. An annotated tag is an object itself; its commit is under ^{}.
    for (String form : List.of("%s", "refs/%s", "refs/tags/%s", "refs/heads/%s")) {
      String name = form.formatted(ref);
      String commit = commits.getOrDefault(name + "^{}", commits.get(name));
      if (commit != null) {
        boolean isBranch = name.startsWith(HEADS) && RefName.isGood(name.substring(HEADS.length()));
        return new RemoteCommit(commit, isBranch ? name.substring(HEADS.length()) : null);
      }
    }
    if (ref.matches("[0-9a-f]{40}")) {
      return new RemoteCommit(ref, null);
    }
    throw SourcePin.refused("scope.ref must be a ref of " + repo + ", got: " + ref);
  }

  private static Map<String, String> commits(Git.Said said) {
    Map<String, String> commits = new HashMap<>();
    for (String line : said.lines()) {
      String[] parts = line.split("\t", 2);
      commits.put(parts[1], parts[0]);
    }
    return commits;
  }
}
