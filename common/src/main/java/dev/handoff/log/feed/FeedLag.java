package dev.handoff.log.feed;

import java.util.Map;
import java.util.function.Predicate;

/**
 * Whether a feed keeps up with its log: it has passed on what stood there when it was last looked
 * at. At the first look nothing is known. Used by one thread.
 *
 * @param <K> names a part of the log
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
