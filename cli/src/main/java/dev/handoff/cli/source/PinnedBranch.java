package dev.handoff.cli.source;

import dev.handoff.brief.Sources;
import dev.handoff.job.RefName;

/**
 * The branch that a ref names before it is pinned: a job's branch has its name.
 *
 * @param name without {@code refs/heads/}; null: it is no branch
 * @param upstream what the branch follows at origin, without {@code refs/remotes/}; null: nothing
 */
record PinnedBranch(String name, String upstream) {

  private static final String HEADS = "refs/heads/";
  private static final String REMOTES = "refs/remotes/";

  static PinnedBranch of(Git git, String ref) {
    String full = git.lineIfAny("rev-parse", "--symbolic-full-name", "--end-of-options", ref);
    // The words of an option are printed too, on a line before.
    String named = full == null ? "" : full.substring(full.lastIndexOf('\n') + 1);
    if (!named.startsWith(HEADS) || !RefName.isGood(named.substring(HEADS.length()))) {
      return new PinnedBranch(null, null);
    }
    String upstream = git.line("for-each-ref", "--count=1", "--format=%(upstream)", "--", named);
    boolean isOrigins =
        upstream != null
            && upstream.startsWith(REMOTES + "origin/")
            && RefName.isGood(upstream.substring(REMOTES.length()));
    return new PinnedBranch(
        named.substring(HEADS.length()), isOrigins ? upstream.substring(REMOTES.length()) : null);
  }

  Sources in(Sources sources) {
    return sources.withBranch(name, upstream);
  }
}
