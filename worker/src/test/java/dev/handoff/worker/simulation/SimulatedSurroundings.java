package dev.handoff.worker.simulation;

import dev.handoff.log.feed.FeedLag;
import dev.handoff.log.status.UnreadEvent;
import dev.handoff.worker.steward.Steward;
import dev.handoff.worker.steward.StewardDuty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * The surroundings of a simulated steward: its seat, and a feed from the broker in memory. The feed
 * passes the records in small polls, so that most jobs begin in one and end in another.
 */
final class SimulatedSurroundings implements StewardDuty.Surroundings {

  private static final int MAX_POLL = 7;

  private final World world;
  private final SimulatedWorker worker;
  private final SimulatedProcess process;
  private OptionalInt seat = OptionalInt.empty();
  private View view;
  private long blockedUntil;

  SimulatedSurroundings(World world, SimulatedWorker worker) {
    this.world = world;
    this.worker = worker;
    this.process = worker.process();
  }

  void start() {
    process.every(500, this::askForSeat);
    process.every(world.time().between(40, 140), this::read);
  }

  private void askForSeat() {
    if (world.broker().isReachableFor(process)) {
      seat = world.seats().seatOf(worker);
    }
  }

  private void read() {
    if (view != null && world.broker().isReachableFor(process)) {
      view.read();
    }
  }

  /** Whether the steward's thread still waits for an answer. */
  boolean isBlocked() {
    return process.nanoTime() < blockedUntil;
  }

  @Override
  public OptionalInt seat() {
    return seat;
  }

  @Override
  public StewardDuty.View view(Steward steward) {
    view = new View(steward);
    return view;
  }

  @Override
  public long nanoTime() {
    return process.nanoTime();
  }

  @Override
  public Instant now() {
    return world.wallClock();
  }

  private final class View implements StewardDuty.View {

    private final Steward steward;
    private final FeedLag<String> lag = new FeedLag<>();
    private int statusRead = (int) world.broker().committed();
    private final int endAtFirst = world.broker().status().size();
    private int beatsRead = world.broker().beats().size();
    private boolean isCaughtUp;

    View(Steward steward) {
      this.steward = steward;
      steward.onBegin(Map.of());
    }

    void read() {
      while (world.broker().isStatusReachableFor(process)
          && statusRead < world.broker().status().size()) {
        poll();
      }
      if (!isCaughtUp && statusRead >= endAtFirst) {
        isCaughtUp = true;
        steward.onCaughtUp();
      }
      while (beatsRead < world.broker().beats().size()) {
        steward.onBeat(world.broker().beats().get(beatsRead++));
      }
    }

    private void poll() {
      int end = Math.min(world.broker().status().size(), statusRead + MAX_POLL);
      List<UnreadEvent> polled =
          IntStream.range(statusRead, end).mapToObj(world.broker()::received).toList();
      statusRead = end;
      steward.onEvents(polled);
      world.witness().polled(polled);
    }

    @Override
    public boolean isCurrent() {
      if (!world.has(Safeguard.SILENCE_ONLY_WHILE_LOG_MOVES)) {
        return true;
      }
      if (!world.broker().isStatusReachableFor(process)) {
        blockedUntil = process.nanoTime() + 1_000 * VirtualTime.MILLISECOND;
        throw new TimeoutException("no answer within a second");
      }
      return lag.keepsUp(
          Map.of(
              "status", (long) world.broker().status().size(),
              "beats", (long) world.broker().beats().size()),
          ends -> statusRead >= ends.get("status") && beatsRead >= ends.get("beats"));
    }

    @Override
    public Map<Integer, Long> positions() {
      return Map.of(0, (long) statusRead);
    }

    @Override
    public void commit(Map<Integer, Long> beginnings) {
      if (world.broker().isReachableFor(process)) {
        world.broker().commit(beginnings.get(0));
      }
    }

    @Override
    public CompletableFuture<Map<String, Long>> laneStarts(Set<String> lanes) {
      return world
          .broker()
          .request(process, () -> Map.of(World.LANE, world.broker().lane().start()));
    }

    @Override
    public void close() {
      view = null;
    }
  }
}
