package dev.handoff.worker.health;

import dev.handoff.worker.attempt.disk.DiskRoom;
import dev.handoff.worker.lane.LaneService;
import dev.handoff.worker.loop.Periodic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a worker take jobs while its disk has room for them and the broker lets it work. On one
 * thread, {@code room-watch}, but for the first look.
 */
public final class IntakeGate implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(IntakeGate.class);
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final int LOOKS_FOR_FILES = 5;

  private final DiskRoom room;
  private final AccessWatch access;
  private final List<LaneService> lanes;
  private final Periodic timer = new Periodic("room-watch", EVERY, this::look);
  // The watch's own.
  private int looks;
  private @Nullable String noFiles;

  // Written by the watch, read by beats; null while jobs are taken.
  private volatile @Nullable String shortage;

  public IntakeGate(DiskRoom room, AccessWatch access, List<LaneService> lanes) {
    this.room = room;
    this.access = access;
    this.lanes = lanes;
  }

  /** Enters the lanes before it returns, if there is room. */
  public void start() {
    timer.call();
    timer.startAfterPause();
  }

  private void look() throws InterruptedException {
    try {
      lookOnce();
    } catch (KafkaException e) {
      LOG.error("Could not look whether jobs may be taken", e);
    }
  }

  private void lookOnce() throws InterruptedException {
    if (looks++ % LOOKS_FOR_FILES == 0) {
      noFiles = room.shortageOfFiles(noFiles != null).orElse(null);
    }
    Optional<String> now =
        Optional.ofNullable(access.refusal())
            .or(() -> room.shortage(shortage != null))
            .or(() -> Optional.ofNullable(noFiles));
    if (now.isPresent() && shortage == null) {
      LOG.error("This worker takes no more jobs for now: {}", now.get());
    } else if (now.isEmpty() && shortage != null) {
      LOG.info("This worker takes jobs again");
    }
    shortage = now.orElse(null);
    lanes.forEach(shortage == null ? LaneService::resume : LaneService::pause);
  }

  /** For people who look at the worker; null: all is well. */
  public @Nullable String notice() {
    String why = shortage;
    return why == null ? null : "takes no jobs: " + why;
  }

  /** Bytes that are free; NaN if that cannot be told. */
  double free() {
    return room.free();
  }

  @Override
  public void close() {
    timer.close();
  }
}
