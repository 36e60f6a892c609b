package dev.handoff.brief;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where else than from {@code scope.repo} a worker gets the pinned commit. Submit finds it out;
 * nobody writes it into a brief.
 *
 * @param remotes URLs, without any login, of network remotes that have the commit, or {@code needs}
 *     if there is one
 * @param needs the commit that the bundle adds to, so that it must be had first; null: none
 * @param bundle the file of the job that has the commit; null: none was sent
 * @param branch the branch that {@code scope.ref} was before it was pinned, without {@code
 *     refs/heads/}; null: it was none
 * @param upstream what that branch follows at origin, without {@code refs/remotes/}; null: nothing
 * @param carried the file of the job that has what {@code scope.carry} names; null: nothing was
 *     carried
 */
public record Sources(
    List<String> remotes,
    @Nullable String needs,
    @Nullable Bundle bundle,
    @Nullable String branch,
    @Nullable String upstream,
    @Nullable Bundle carried) {

  /** Where nothing more is known than the repository itself. */
  public static final Sources NONE = new Sources(List.of(), null, null);

  /** What a submit may send at most. */
  public static final long MAX_BUNDLE_BYTES = 64L << 20;

  /** More would only keep a worker waiting. */
  public static final int MAX_REMOTES = 8;

  /** The name of the job's file. */
  public static final String BUNDLE = "bundle";

  /** The name of the job's file with what was carried. */
  public static final String CARRIED = "carried";

  public Sources {
    remotes = remotes == null ? List.of() : List.copyOf(remotes);
  }

  /** Of a commit that was no branch. */
  public Sources(List<String> remotes, @Nullable String needs, @Nullable Bundle bundle) {
    this(remotes, needs, bundle, null, null, null);
  }

  /** Where nothing was carried. */
  public Sources(
      List<String> remotes,
      @Nullable String needs,
      @Nullable Bundle bundle,
      @Nullable String branch,
      @Nullable String upstream) {
    this(remotes, needs, bundle, branch, upstream, null);
  }

  /**
   * A file that was sent with the job, among the job's files.
   *
   * @param offset of its first chunk
   */
  public record Bundle(long bytes, String sha256, long offset) {}

  /** But for what names a commit or bytes. */
  Sources mapTexts(TextMapper texts) {
    return new Sources(
        texts.map(remotes),
        needs,
        bundle,
        texts.mapIfThere(branch),
        texts.mapIfThere(upstream),
        carried);
  }

  public Sources with(@Nullable Bundle other) {
    return new Sources(remotes, needs, other, branch, upstream, carried);
  }

  public Sources withCarried(@Nullable Bundle other) {
    return new Sources(remotes, needs, bundle, branch, upstream, other);
  }

  public Sources withBranch(@Nullable String otherBranch, @Nullable String otherUpstream) {
    return new Sources(remotes, needs, bundle, otherBranch, otherUpstream, carried);
  }
}
