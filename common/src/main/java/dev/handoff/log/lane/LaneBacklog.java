package dev.handoff.log.lane;

import dev.handoff.log.Answers;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;

/** Reads from the share groups how far each lane has been worked off. */
public final class LaneBacklog implements AutoCloseable {

  private final Topics topics;
  private final Admin admin;

  public LaneBacklog(KafkaSettings settings) {
    topics = settings.topics();
    admin = settings.admin();
  }

  /**
   * One lane's place.
   *
   * @param start the first offset that may still be delivered; lower ones never are again
   * @param waiting how many records no worker has finished
   * @param end the offset that the next record will have
   */
  public record Place(long start, long waiting, long end) {

    /** The position of this record among those that wait; 1 is next. */
    public long placeOf(long offset) {
      return Math.max(1, waiting - (end - 1 - offset));
    }
  }

  /**
   * The places by lane, without lanes that no worker has served yet. Blocks for ten seconds at
   * most.
   */
  public Map<String, Place> of(Collection<String> lanes)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, SharePartitionOffsetInfo> found = ask(lanes).get(5, TimeUnit.SECONDS);
    Map<String, Long> ends = ends(lanes);
    Map<String, Place> places = new HashMap<>();
    found.forEach(
        (lane, info) ->
            places.put(
                lane,
                new Place(info.startOffset(), info.lag().orElse(0L), Answers.about(lane, ends))));
    return places;
  }

  /**
   * The start of each lane's {@link Place}, for callers that must not block. Completes on the
   * client's own thread.
   */
  public CompletableFuture<Map<String, Long>> starts(Collection<String> lanes) {
    return ask(lanes)
        .thenApply(
            found -> {
              Map<String, Long> starts = new HashMap<>();
              found.forEach((lane, info) -> starts.put(lane, info.startOffset()));
              return starts;
            });
  }

  private CompletableFuture<Map<String, SharePartitionOffsetInfo>> ask(Collection<String> lanes) {
    Map<String, ListShareGroupOffsetsSpec> groups =
        lanes.stream()
            .collect(Collectors.toMap(topics::laneGroup, lane -> new ListShareGroupOffsetsSpec()));
    return admin
        .listShareGroupOffsets(groups)
        .all()
        .toCompletionStage()
        .toCompletableFuture()
        .thenApply(found -> byLane(lanes, found));
  }

  private Map<String, SharePartitionOffsetInfo> byLane(
      Collection<String> lanes, Map<String, Map<TopicPartition, SharePartitionOffsetInfo>> found) {
    Map<String, SharePartitionOffsetInfo> byLane = new HashMap<>();
    for (String lane : lanes) {
      SharePartitionOffsetInfo info =
          found
              .getOrDefault(topics.laneGroup(lane), Map.of())
              .get(new TopicPartition(topics.tasks(lane), 0));
      if (info != null) {
        byLane.put(lane, info);
      }
    }
    return byLane;
  }

  private Map<String, Long> ends(Collection<String> lanes)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
    lanes.forEach(
        lane -> wanted.put(new TopicPartition(topics.tasks(lane), 0), OffsetSpec.latest()));
    Map<TopicPartition, ListOffsetsResultInfo> found =
        admin.listOffsets(wanted).all().get(5, TimeUnit.SECONDS);
    Map<String, Long> ends = new HashMap<>();
    for (String lane : lanes) {
      ends.put(lane, Answers.about(new TopicPartition(topics.tasks(lane), 0), found).offset());
    }
    return ends;
  }

  @Override
  public void close() {
    admin.close(java.time.Duration.ZERO);
  }
}
