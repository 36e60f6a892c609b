package dev.handoff.worker.lane;

/**
 * Whether an intake still hears its lane, judged from one look to the next. Pure: a lane that has
 * records waiting, a worker that has free slots, and nothing taken between several looks in a row
 * is a fetch loop that makes no progress.
 *
 * @param silentLooks how many looks in a row found that
 * @param taken how many records had been taken at the last look
 */
record Hearing(int silentLooks, long taken) {

  static final int MAX_SILENT_LOOKS = 3;

  static final Hearing FRESH = new Hearing(0, -1);

  Hearing look(long waiting, int freeSlots, long takenNow) {
    boolean isSilent = waiting > 0 && freeSlots > 0 && takenNow == taken;
    return new Hearing(isSilent ? silentLooks + 1 : 0, takenNow);
  }

  boolean isDeaf() {
    return silentLooks >= MAX_SILENT_LOOKS;
  }
}
