package dev.handoff.log.status;

import dev.handoff.job.JobId;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Remembers which jobs a tail has seen lately, in bounded memory: two tables of the hashes of their
 * ids. A full table becomes the older one, and the older one is forgotten except for its last id,
 * since ids sort by time. Two ids with one hash count as one job, which costs a look-up and nothing
 * else.
 *
 * <p>One thread writes, any thread may ask. The answer no is exact for everything that was
 * remembered before the question.
 */
final class RecentJobs {

  /** How many jobs one table holds. */
  private static final int GENERATION = 21_845;

  /** Ids can be chosen so that their hashes meet; no search takes longer than this. */
  private static final int MAX_PROBES = 256;

  private static final int SPREAD = 0x9E3779B9; // 2^32 divided by the golden ratio

  /** Before every id. */
  private static final String NONE = "";

  private final int generation;
  private final int slots;
  private final int shift;

  // Both are replaced at once, so that no job is missing from both while they change.
  private volatile Tables tables;
  private volatile String lastForgotten = NONE;

  // Owned by the writer.
  private int count;
  private String lastOfCurrent = NONE;
  private String lastOfOlder = NONE;

  private record Tables(AtomicIntegerArray current, AtomicIntegerArray older) {}

  RecentJobs() {
    this(GENERATION);
  }

  /**
   * @param generation how many jobs one table holds
   */
  RecentJobs(int generation) {
    this.generation = generation;
    slots = Integer.highestOneBit(generation + generation / 2 - 1) << 1; // two thirds are used
    shift = Integer.numberOfLeadingZeros(slots) + 1;
    tables = new Tables(newTable(), newTable());
  }

  private AtomicIntegerArray newTable() {
    return new AtomicIntegerArray(slots);
  }

  /**
   * Remembers the job of a record.
   *
   * @param key of the record
   * @param timestamp of the record, in milliseconds since the epoch. A record that is stamped
   *     before its id is forged, and a look-up would not find it either: it does not make its id
   *     the last
   */
  void remember(String key, long timestamp) {
    int hash = hash(key);
    Tables now = tables;
    // Another id with the same hash may be in the table, so each id is compared with the last.
    if (contains(now.current, hash)) {
      lastOfCurrent = later(lastOfCurrent, key, timestamp);
    } else if (contains(now.older, hash)) {
      lastOfOlder = later(lastOfOlder, key, timestamp);
    } else {
      insert(hash);
      lastOfCurrent = later(lastOfCurrent, key, timestamp);
    }
  }

  private static String later(String last, String key, long timestamp) {
    return key.compareTo(last) > 0 && isOfJob(key, timestamp) ? key : last;
  }

  private static boolean isOfJob(String key, long timestamp) {
    try {
      return new JobId(key).submittedAt().toEpochMilli() <= timestamp;
    } catch (IllegalArgumentException e) {
      return false; // no job has this key
    }
  }

  private void insert(int hash) {
    int slot = slot(tables.current, hash);
    if (count == generation || slot < 0) {
      startGeneration();
      slot = slot(tables.current, hash);
    }
    tables.current.set(slot, hash);
    count++;
  }

  private void startGeneration() {
    // First, so that a job that is in neither table is known to be forgotten.
    lastForgotten = lastOfOlder.compareTo(lastForgotten) > 0 ? lastOfOlder : lastForgotten;
    tables = new Tables(newTable(), tables.current);
    lastOfOlder = lastOfCurrent;
    lastOfCurrent = NONE;
    count = 0;
  }

  /** Whether the job may have been remembered. */
  boolean mayKnow(JobId job) {
    int hash = hash(job.text());
    Tables now = tables;
    return contains(now.current, hash)
        || contains(now.older, hash)
        || job.text().compareTo(lastForgotten) <= 0; // read after the tables
  }

  private boolean contains(AtomicIntegerArray table, int hash) {
    int slot = slot(table, hash);
    return slot >= 0 && table.get(slot) == hash;
  }

  /** The slot with the hash, or the empty one where it belongs; negative if there is neither. */
  private int slot(AtomicIntegerArray table, int hash) {
    int slot = hash * SPREAD >>> shift;
    for (int probe = 0; probe < MAX_PROBES; probe++) {
      int held = table.get(slot);
      if (held == hash || held == 0) {
        return slot;
      }
      slot = slot + 1 & slots - 1;
    }
    return -1;
  }

  /** Never zero, which marks an empty slot. */
  private static int hash(String key) {
    int hash = key.hashCode();
    return hash == 0 ? 1 : hash;
  }
}
