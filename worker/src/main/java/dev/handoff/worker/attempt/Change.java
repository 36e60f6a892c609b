package dev.handoff.worker.attempt;

/**
 * One path that differs from the base commit.
 *
 * @param path as git has it, one character per byte
 * @param oldMode 000000 if it is new
 * @param newMode 000000 if it is gone
 * @param added lines, or -1 for a binary file
 */
record Change(
    String path,
    String oldMode,
    String newMode,
    String oldHash,
    String newHash,
    int added,
    int removed) {

  private static final String FILE = "100";

  static final String LINK = "120000";
  static final String REPOSITORY = "160000";

  boolean isNew() {
    return oldMode.equals("000000");
  }

  boolean isDeleted() {
    return newMode.equals("000000");
  }

  /** Whether it has bytes after the change. */
  boolean hasContent() {
    return !isDeleted() && !newMode.equals(REPOSITORY);
  }

  /** Whether it is a file after the change, and no link or submodule. */
  boolean isFile() {
    return isFile(newMode);
  }

  boolean wasFile() {
    return isFile(oldMode);
  }

  static boolean isFile(String mode) {
    return mode.startsWith(FILE);
  }

  boolean isSubmodule() {
    return oldMode.equals(REPOSITORY) || newMode.equals(REPOSITORY);
  }

  Change counted(int plus, int minus) {
    return new Change(path, oldMode, newMode, oldHash, newHash, plus, minus);
  }

  /** The same content at the same path. */
  boolean leaves(Change other) {
    return other != null && newMode.equals(other.newMode) && newHash.equals(other.newHash);
  }

  String shownPath() {
    return shown(path);
  }

  /** A path for people, on one line. */
  static String shown(String path) {
    return PlainText.line(Git.shown(path), 500);
  }
}
