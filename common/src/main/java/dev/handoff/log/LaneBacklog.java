package dev.handoff.log;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.SharePartitionOffsetInfo;
import org.apache.kafka.common.TopicPartition;

/** How far each lane has been worked off, as its share group knows. */
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
   * @param start the first offset that may still be delivered: briefs below it never will be again
   * @param waiting how many records no worker is done with
   */
  public record Place(long start, long waiting) {}

  /** By lane; one that no worker has served yet is left out. */
  public Map<String, Place> of(Collection<String> lanes)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<String, ListShareGroupOffsetsSpec> wanted =
        lanes.stream()
            .collect(Collectors.toMap(topics::laneGroup, lane -> new ListShareGroupOffsetsSpec()));
    Map<String, Map<TopicPartition, SharePartitionOffsetInfo>> found =
        admin.listShareGroupOffsets(wanted).all().get(5, TimeUnit.SECONDS);
    Map<String, Place> places = new HashMap<>();
    for (String lane : lanes) {
      SharePartitionOffsetInfo info =
          found
              .getOrDefault(topics.laneGroup(lane), Map.of())
              .get(new TopicPartition(topics.tasks(lane), 0));
      if (info != null) {
        places.put(lane, new Place(info.startOffset(), info.lag().orElse(0L)));
      }
    }
    return places;
  }

  @Override
  public void close() {
    admin.close(java.time.Duration.ZERO);
  }
}
