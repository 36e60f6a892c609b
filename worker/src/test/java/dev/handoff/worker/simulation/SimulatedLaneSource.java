package dev.handoff.worker.simulation;

import dev.handoff.log.lane.LaneConsumer;
import dev.handoff.log.lane.LaneDelivery;
import dev.handoff.log.lane.LaneSource;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A simulated worker's access to the lane: one poll sends the fetch, a later one has the answer.
 */
final class SimulatedLaneSource implements LaneSource {

  private final World world;
  private final SimulatedWorker worker;
  private final SimulatedProcess process;
  private final Queue<LaneDelivery> arrived = new ArrayDeque<>();
  private boolean isFetching;

  SimulatedLaneSource(World world, SimulatedWorker worker) {
    this.world = world;
    this.worker = worker;
    this.process = worker.process();
  }

  @Override
  public List<LaneDelivery> poll(int free, Duration timeout) {
    List<LaneDelivery> taken = new ArrayList<>();
    while (!arrived.isEmpty() && taken.size() < free) {
      taken.add(arrived.remove());
    }
    if (taken.isEmpty() && !isFetching && mayArrive()) {
      fetch();
    }
    return taken;
  }

  /** Skips fetches of an empty lane, which would take most of the simulation's time. */
  private boolean mayArrive() {
    return world.broker().isReachableFor(process) && world.broker().lane().hasFree();
  }

  private void fetch() {
    isFetching = true;
    long asked = worker.host().nanoTime();
    world
        .broker()
        .request(process, () -> world.broker().lane().take(worker.id()))
        .whenComplete(
            (delivery, failure) -> {
              isFetching = false;
              if (delivery != null) {
                arrived(delivery, Duration.ofNanos(worker.host().nanoTime() - asked));
              }
            });
  }

  private void arrived(SimulatedLane.Delivery delivery, Duration sinceAsked) {
    ConsumerRecord<String, byte[]> record =
        new ConsumerRecord<>(
            World.LANE, 0, delivery.offset(), delivery.record().job().text(), new byte[0]);
    boolean isFresh = LaneConsumer.isFresh(sinceAsked, delivery.count());
    LaneDelivery arrival =
        new LaneDelivery(record, delivery.record(), null, isFresh, false, null, null);
    arrived.add(arrival);
    if (!world.has(Safeguard.CLAIM_BEFORE_ACCEPT)) {
      accept(arrival);
    }
  }

  @Override
  public void accept(LaneDelivery delivery) {
    if (!world.isAcceptLost()) {
      world
          .broker()
          .request(
              process,
              () -> {
                world.witness().accepted(worker, delivery.offset());
                return world.broker().lane().accept(worker.id(), delivery.offset());
              });
    }
  }

  @Override
  public void renew(List<LaneDelivery> deliveries) {
    SimulatedLane lane = world.broker().lane();
    for (LaneDelivery delivery : deliveries) {
      if (world.has(Safeguard.RENEW_UNANSWERED_CLAIM)) {
        world.broker().request(process, () -> lane.renew(worker.id(), delivery.offset()));
      } else {
        world.broker().request(process, () -> lane.release(worker.id(), delivery.offset()));
        worker.openIntake();
      }
    }
  }

  @Override
  public void commit() {
    // An accept is sent at once.
  }
}
