package dev.handoff.worker.attempt.git;

import dev.handoff.job.RefName;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tags and branches of origin. Names are somebody else's: those that could harm a tool are left out
 * here, and a name never becomes a file of the worker's.
 *
 * @param hashes by the full name of the ref, as git has it, one character per byte
 * @param originHead the full name of origin's main branch; null: not known
 */
public record Refs(SortedMap<String, String> hashes, String originHead) {

  public static final Refs NONE = new Refs(new TreeMap<>(), null);

  public static final String TAGS = "refs/tags/";
  public static final String ORIGIN = "refs/remotes/origin/";
  public static final String ORIGIN_HEAD = ORIGIN + "HEAD";

  /** The newest of more than these are given to a job. */
  public static final int MAX = 10_000;

  private static final String HASH = "[0-9a-f]{40}|[0-9a-f]{64}";

  public static Refs of(Map<String, String> hashes, String originHead) {
    SortedMap<String, String> good = new TreeMap<>();
    hashes.forEach(
        (name, hash) -> {
          if (isGood(name) && hash.matches(HASH)) {
            good.put(name, hash);
          }
        });
    return new Refs(good, originHead != null && isGood(originHead) ? originHead : null);
  }

  /** Lines of a hash and a name, as git and a file of packed refs have them. */
  public static Refs of(List<String> lines, String originHead) {
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
      return false; // names another, and is no ref of its own
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
   * @param beside hashes of what is not of the commit's own history: objects of tags, and branches
   *     that have gone on
   */
  public record Found(Refs refs, Set<String> beside) {

    public static Found of(Map<String, String> hashes, String originHead, Set<String> beside) {
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

  /** The lines of a file of packed refs. */
  public List<String> lines() {
    return hashes.entrySet().stream().map(each -> each.getValue() + " " + each.getKey()).toList();
  }
}
