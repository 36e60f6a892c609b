package dev.handoff.worker.lane;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.lane.LaneBacklog;
import dev.handoff.worker.loop.Periodic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notices when records wait and this worker does not hear of them. On one thread. */
public final class StallDetector implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StallDetector.class);
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final List<LaneService> lanes;
  private final LaneBacklog backlog;
  private final Periodic timer = new Periodic("intake-watch", EVERY, this::look);

  public StallDetector(KafkaSettings kafka, List<LaneService> lanes) {
    this.lanes = lanes;
    this.backlog = new LaneBacklog(kafka);
  }

  public void start() {
    timer.startAfterPause();
  }

  private void look() throws InterruptedException {
    try {
      List<String> names = lanes.stream().map(lane -> lane.slots().lane()).toList();
      Map<String, LaneBacklog.Place> places = backlog.of(names);
      for (LaneService lane : lanes) {
        LaneBacklog.Place place = places.get(lane.slots().lane());
        lane.look(place == null ? 0 : place.waiting());
      }
    } catch (ExecutionException | TimeoutException e) {
      // Without an answer nothing can be said about who hears what.
      LOG.info("Cannot ask for the lanes' backlog now: {}", e.toString());
    } catch (KafkaException e) {
      LOG.error("Could not look after the intakes", e);
    }
  }

  @Override
  public void close() {
    timer.close();
    backlog.close();
  }
}
