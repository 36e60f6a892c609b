package dev.handoff.brief;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker can get the pinned commit besides {@code scope.repo}. Submit adds it; people write
 * only {@code floating}.
 *
 * @param remotes URLs, without credentials, of network remotes that have the commit, or {@code
 *     needs} if that is set
 * @param needs the commit on which the bundle builds, so that a worker must fetch it first; null:
 *     none
 * @param bundle the job's file with the commit; null: none was sent
 * @param branch the branch that {@code scope.ref} named before it was pinned, without {@code
 *     refs/heads/}; null: it named none
 * @param upstream the branch of origin that it follows, without {@code refs/remotes/}; null: none
 * @param carried the job's file with the files of {@code scope.carry}; null: nothing was carried
 * @param floating true: {@code scope.ref} names a branch or a tag of the URL, and the worker of
 *     each attempt pins it; null: it is pinned. Otherwise left out, since older workers refuse it
 */
public record Sources(
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> remotes,
    @Nullable String needs,
    @Nullable Bundle bundle,
    @Nullable String branch,
    @Nullable String upstream,
    @Nullable Bundle carried,
    @Nullable Boolean floating) {

  /** No source besides the repository itself. */
  public static final Sources NONE = new Sources(List.of(), null, null);

  /** The sources of a ref that the worker pins. */
  public static final Sources FLOATING = new Sources(List.of(), null, null, null, null, null, true);

  /** The largest bundle that a submit may send. */
  public static final long MAX_BUNDLE_BYTES = 64L << 20;

  /** The largest number of remotes; more would only delay a worker. */
  public static final int MAX_REMOTES = 8;

  /** The name of the job's file with the commit. */
  public static final String BUNDLE = "bundle";

  /** The name of the job's file with the carried files. */
  public static final String CARRIED = "carried";

  public Sources {
    remotes = remotes == null ? List.of() : List.copyOf(remotes);
    floating = Boolean.TRUE.equals(floating) ? floating : null;
  }

  /** Sources of a commit that was not named by a branch. */
  public Sources(List<String> remotes, @Nullable String needs, @Nullable Bundle bundle) {
    this(remotes, needs, bundle, null, null, null, null);
  }

  /** Sources without carried files. */
  public Sources(
      List<String> remotes,
      @Nullable String needs,
      @Nullable Bundle bundle,
      @Nullable String branch,
      @Nullable String upstream) {
    this(remotes, needs, bundle, branch, upstream, null, null);
  }

  /** Sources of a pinned commit. */
  public Sources(
      List<String> remotes,
      @Nullable String needs,
      @Nullable Bundle bundle,
      @Nullable String branch,
      @Nullable String upstream,
      @Nullable Bundle carried) {
    this(remotes, needs, bundle, branch, upstream, carried, null);
  }

  /**
   * A file that was sent with the job.
   *
   * @param offset of its first chunk
   */
  public record Bundle(long bytes, String sha256, long offset) {}

  /** The same with each text mapped, except identifiers of commits and bytes. */
  Sources mapTexts(TextMapper texts) {
    return new Sources(
        texts.map(remotes),
        needs,
        bundle,
        texts.mapIfThere(branch),
        texts.mapIfThere(upstream),
        carried,
        floating);
  }

  public Sources with(@Nullable Bundle other) {
    return new Sources(remotes, needs, other, branch, upstream, carried, floating);
  }

  public Sources withCarried(@Nullable Bundle other) {
    return new Sources(remotes, needs, bundle, branch, upstream, other, floating);
  }

  public Sources withBranch(@Nullable String otherBranch, @Nullable String otherUpstream) {
    return new Sources(remotes, needs, bundle, otherBranch, otherUpstream, carried, floating);
  }
}
