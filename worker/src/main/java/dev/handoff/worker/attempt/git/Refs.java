package dev.handoff.worker.attempt.git;

import dev.handoff.job.RefName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tags and branches of origin. Their names come from others: names that could harm a tool are left
 * out here, and a name never becomes a file of the worker.
 *
 * @param hashes by the full name of the ref, in git's spelling, one character per byte
 * @param originHead the full name of origin's main branch; null: unknown
 */
public record Refs(SortedMap<String, String> hashes, @Nullable String originHead) {

  public static final Refs NONE = new Refs(new TreeMap<>(), null);

  public static final String TAGS = "refs/tags/";
  public static final String ORIGIN = "refs/remotes/origin/";
  public static final String ORIGIN_HEAD = ORIGIN + "HEAD";

  /** If there are more, a job gets only the newest. */
  public static final int MAX = 10_000;

  private static final String HASH = "[0-9a-f]{40}|[0-9a-f]{64}";

  public static Refs of(Map<String, String> hashes, @Nullable String originHead) {
    SortedMap<String, String> good = new TreeMap<>();
    hashes.forEach(
        (name, hash) -> {
          if (isGood(name) && hash.matches(HASH)) {
            good.put(name, hash);
          }
        });
    return new Refs(good, originHead != null && isGood(originHead) ? originHead : null);
  }

  /** Lines of a hash and a name, in the format of git's output and of a packed-refs file. */
  public static Refs of(List<String> lines, @Nullable String originHead) {
    SortedMap<String, String> hashes = new TreeMap<>();
    for (String line : lines) {
      int blank = line.indexOf(' ');
      if (blank > 0) {
        hashes.put(line.substring(blank + 1), line.substring(0, blank));
      }
    }
    return of(hashes, originHead);
  }

  private static boolean isGood(String name) {
    if (name.equals(ORIGIN_HEAD)) {
      return false; // a symbolic ref
    }
    for (String prefix : List.of(TAGS, ORIGIN)) {
      if (name.startsWith(prefix)) {
        return RefName.isGood(Git.shown(name.substring(prefix.length())));
      }
    }
    return false;
  }

  /**
   * The refs of a source.
   *
   * @param beside hashes of objects outside of the commit's own history: tag objects, and branches
   *     that are ahead
   */
  public record Found(Refs refs, Set<String> beside) {

    public static Found of(
        Map<String, String> hashes, @Nullable String originHead, Set<String> beside) {
      Refs refs = Refs.of(hashes, originHead);
      Set<String> good = new HashSet<>(beside);
      good.retainAll(refs.hashes().values());
      return new Found(refs, good);
    }
  }

  /** Origin's main branch, if the job has it. */
  Optional<String> head() {
    return Optional.ofNullable(originHead).filter(hashes::containsKey);
  }

  /** The lines of a packed-refs file. */
  public List<String> lines() {
    return hashes.entrySet().stream().map(each -> each.getValue() + " " + each.getKey()).toList();
  }
}
