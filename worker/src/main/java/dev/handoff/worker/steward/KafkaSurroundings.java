package dev.handoff.worker.steward;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.feed.FeedProgress;
import dev.handoff.log.feed.LogFeed;
import dev.handoff.log.lane.LaneBacklog;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The cluster around a steward: its seat, and a feed, a pulse and an admin client for each steward.
 *
 * @param others also receive the log, from the steward's appointment on
 */
public record KafkaSurroundings(
    KafkaSettings kafka, StewardElection seats, Supplier<List<LogFeed.Listener>> others)
    implements StewardDuty.Surroundings {

  @Override
  public OptionalInt seat() {
    return seats.seat();
  }

  @Override
  public StewardDuty.View view(Steward steward) {
    List<LogFeed.Listener> listeners = new ArrayList<>(List.of(steward));
    listeners.addAll(others.get());
    LogFeed feed = new LogFeed(kafka, listeners);
    View view = new View(feed, new FeedProgress(kafka, feed), new LaneBacklog(kafka));
    feed.start();
    return view;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  private record View(LogFeed feed, FeedProgress feedProgress, LaneBacklog backlog)
      implements StewardDuty.View {

    @Override
    public boolean isCurrent() {
      return feedProgress.isCurrent();
    }

    @Override
    public Map<Integer, Long> positions() {
      return feed.statusPositions();
    }

    @Override
    public void commit(Map<Integer, Long> beginnings) {
      feed.commit(beginnings);
    }

    @Override
    public CompletableFuture<Map<String, Long>> laneStarts(Set<String> lanes) {
      return backlog.starts(lanes);
    }

    @Override
    public void close() {
      feed.close();
      feedProgress.close();
      backlog.close();
    }
  }
}
