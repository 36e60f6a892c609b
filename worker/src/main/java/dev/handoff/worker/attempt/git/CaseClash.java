package dev.handoff.worker.attempt.git;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Finds paths that differ on this host but are the same on a disk that ignores case, or the way in
 * which a letter is encoded: the result could not be checked out there.
 */
public final class CaseClash {

  private final Set<String> base;
  private final Map<String, Set<String>> spellings = new HashMap<>();

  private CaseClash(Collection<String> added, Collection<String> base, Collection<String> result) {
    Set<String> folded = new HashSet<>();
    added.forEach(path -> prefixes(path).forEach(each -> folded.add(fold(each))));
    this.base = new HashSet<>();
    base.forEach(path -> this.base.addAll(prefixes(path)));
    for (String path : result) {
      for (String prefix : prefixes(path)) {
        String key = fold(prefix);
        if (folded.contains(key)) {
          spellings.computeIfAbsent(key, any -> new TreeSet<>()).add(prefix);
        }
      }
    }
  }

  /**
   * The added paths that clash, each with the path that it clashes with. A clash that the base has
   * already is not the job's.
   */
  public static Map<String, String> of(
      Collection<String> added, Collection<String> base, Collection<String> result) {
    CaseClash clash = new CaseClash(added, base, result);
    Map<String, String> found = new TreeMap<>();
    for (String path : added) {
      for (String prefix : prefixes(path)) {
        if (!clash.base.contains(prefix)) {
          clash.other(prefix).forEach(other -> found.putIfAbsent(path, other));
        }
      }
    }
    return found;
  }

  private List<String> other(String prefix) {
    return spellings.getOrDefault(fold(prefix), Set.of()).stream()
        .filter(each -> !each.equals(prefix))
        .limit(1)
        .toList();
  }

  /** The folders above a path, from the root, and the path itself. */
  public static List<String> prefixes(String path) {
    List<String> prefixes = new ArrayList<>();
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      prefixes.add(path.substring(0, slash));
    }
    prefixes.add(path);
    return prefixes;
  }

  /** The same value for all spellings that such a disk considers one path. */
  public static String fold(String raw) {
    String text = Git.shown(raw);
    boolean isText =
        new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1).equals(raw);
    return isText
        ? Normalizer.normalize(text, Normalizer.Form.NFC)
            .toUpperCase(Locale.ROOT)
            .toLowerCase(Locale.ROOT)
        : raw;
  }
}
