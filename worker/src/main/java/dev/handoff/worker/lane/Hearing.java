package dev.handoff.worker.lane;

/**
 * Decides from one look to the next whether an intake has stalled: records wait, slots are free,
 * and the intake took nothing between several looks in a row. Pure.
 *
 * @param silentLooks the number of looks in a row that found this
 * @param taken the number of records taken as of the last look
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
