package dev.handoff.worker.lane;

/**
 * Decides from one look to the next whether an intake has stalled: records wait, slots are free,
 * and the intake took nothing between several looks in a row. Pure.
 *
 * @param silentLooks the number of looks in a row that found this
 * @param taken the number of records taken as of the last look
 */
record IntakeProgress(int silentLooks, long taken) {

  static final int MAX_SILENT_LOOKS = 3;

  static final IntakeProgress FRESH = new IntakeProgress(0, -1);

  IntakeProgress look(long waiting, int freeSlots, long takenNow) {
    boolean isSilent = waiting > 0 && freeSlots > 0 && takenNow == taken;
    return new IntakeProgress(isSilent ? silentLooks + 1 : 0, takenNow);
  }

  boolean isStalled() {
    return silentLooks >= MAX_SILENT_LOOKS;
  }
}
