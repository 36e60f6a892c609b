package dev.handoff.worker.simulation;

import dev.handoff.log.lane.LaneRecord;
import java.util.ArrayList;
import java.util.List;

/** A lane with the rules of its share group: locks, redelivery, delivery limit, archiving. */
final class SimulatedLane {

  static final int MAX_DELIVERIES = 5;
  static final long LOCK_MILLIS = 15_000;

  /** A record that a worker holds until its lock runs out. */
  record Delivery(LaneRecord record, long offset, int count) {}

  private static final class Place {
    private final LaneRecord record;
    private String holder;
    private long lockedUntil;
    private int deliveries;
    private boolean isDone;
    private boolean isArchived;

    Place(LaneRecord record) {
      this.record = record;
    }

    boolean isFree() {
      return !isDone && holder == null;
    }
  }

  private final VirtualTime time;
  private final List<Place> places = new ArrayList<>();

  SimulatedLane(VirtualTime time) {
    this.time = time;
  }

  long append(LaneRecord record) {
    places.add(new Place(record));
    return places.size() - 1;
  }

  /** Whether there is a record that no worker holds. */
  boolean hasFree() {
    expireLocks();
    for (Place place : places) {
      if (place.isFree()) {
        return true;
      }
    }
    return false;
  }

  /** Gives the first free record to {@code worker}; null if there is none. */
  Delivery take(String worker) {
    expireLocks();
    for (int offset = 0; offset < places.size(); offset++) {
      Place place = places.get(offset);
      if (place.isFree()) {
        place.holder = worker;
        place.lockedUntil = time.now() + LOCK_MILLIS * VirtualTime.MILLISECOND;
        place.deliveries++;
        return new Delivery(place.record, offset, place.deliveries);
      }
    }
    return null;
  }

  private void expireLocks() {
    for (Place place : places) {
      if (!place.isDone && place.holder != null && time.now() > place.lockedUntil) {
        free(place);
      }
    }
  }

  private void free(Place place) {
    place.holder = null;
    if (place.deliveries >= MAX_DELIVERIES) {
      place.isDone = true;
      place.isArchived = true;
    }
  }

  boolean accept(String worker, long offset) {
    Place place = held(worker, offset);
    if (place != null) {
      place.isDone = true;
    }
    return place != null;
  }

  boolean renew(String worker, long offset) {
    Place place = held(worker, offset);
    if (place != null) {
      place.lockedUntil = time.now() + LOCK_MILLIS * VirtualTime.MILLISECOND;
    }
    return place != null;
  }

  boolean release(String worker, long offset) {
    Place place = held(worker, offset);
    if (place != null) {
      free(place);
    }
    return place != null;
  }

  private Place held(String worker, long offset) {
    expireLocks();
    Place place = places.get((int) offset);
    return !place.isDone && worker.equals(place.holder) ? place : null;
  }

  /** Releases all records of a worker that leaves the lane. */
  boolean releaseAll(String worker) {
    boolean isAny = false;
    for (Place place : places) {
      if (!place.isDone && worker.equals(place.holder)) {
        free(place);
        isAny = true;
      }
    }
    return isAny;
  }

  /** Loses locks and counts, which only the broker kept. */
  void restart() {
    for (Place place : places) {
      if (!place.isDone) {
        place.holder = null;
        place.deliveries = 0;
      }
    }
  }

  /** The first offset that may still be delivered. */
  long start() {
    expireLocks();
    int offset = 0;
    while (offset < places.size() && places.get(offset).isDone) {
      offset++;
    }
    return offset;
  }

  boolean isArchived(long offset) {
    return places.get((int) offset).isArchived;
  }
}
