package dev.handoff.log.feed;

import java.util.Map;
import java.util.function.Predicate;

/**
 * Decides whether a feed keeps up with its log: it has passed on everything before the ends of the
 * previous check. The first check proves nothing. Used by one thread.
 *
 * @param <K> identifies a part of the log
 */
public final class FeedLag<K> {

  private Map<K, Long> lastEnds = Map.of();

  /**
   * @param ends the log's ends now
   * @param hasReached whether the feed has passed on everything before some ends
   */
  public boolean keepsUp(Map<K, Long> ends, Predicate<Map<K, Long>> hasReached) {
    boolean keepsUp = !lastEnds.isEmpty() && hasReached.test(lastEnds);
    lastEnds = Map.copyOf(ends);
    return keepsUp;
  }
}
