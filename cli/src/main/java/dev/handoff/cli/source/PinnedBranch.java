package dev.handoff.cli.source;

import dev.handoff.brief.Sources;
import dev.handoff.job.RefName;
import org.jspecify.annotations.Nullable;

/**
 * The branch that a ref names before it is pinned. The branch in a job's tree gets its name.
 *
 * @param name without {@code refs/heads/}; null if the ref is no branch
 * @param upstream its upstream at origin, without {@code refs/remotes/}
 */
record PinnedBranch(@Nullable String name, @Nullable String upstream) {

  private static final String HEADS = "refs/heads/";
  private static final String REMOTES = "refs/remotes/";

  static PinnedBranch of(Git git, String ref) {
    String full = git.lineIfAny("rev-parse", "--symbolic-full-name", "--end-of-options", ref);
    // git prints options too, on an earlier line.
    String named = full == null ? "" : full.substring(full.lastIndexOf('\n') + 1);
    if (!named.startsWith(HEADS) || !RefName.isGood(named.substring(HEADS.length()))) {
      return new PinnedBranch(null, null);
    }
    String upstream = git.line("for-each-ref", "--count=1", "--format=%(upstream)", "--", named);
    return new PinnedBranch(named.substring(HEADS.length()), atOrigin(upstream));
  }

  private static @Nullable String atOrigin(@Nullable String upstream) {
    if (upstream == null || !upstream.startsWith(REMOTES + "origin/")) {
      return null;
    }
    String name = upstream.substring(REMOTES.length());
    return RefName.isGood(name) ? name : null;
  }

  Sources in(Sources sources) {
    return sources.withBranch(name, upstream);
  }
}
