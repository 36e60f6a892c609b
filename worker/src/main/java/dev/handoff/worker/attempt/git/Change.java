package dev.handoff.worker.attempt.git;

import dev.handoff.worker.attempt.text.PlainText;
import org.jspecify.annotations.Nullable;

/**
 * One path that differs from the base commit.
 *
 * @param path in git's spelling, one character per byte
 * @param oldMode 000000 for a new file
 * @param newMode 000000 for a deleted file
 * @param added number of lines, or -1 for a binary file
 */
public record Change(
    String path,
    String oldMode,
    String newMode,
    String oldHash,
    String newHash,
    int added,
    int removed) {

  private static final String FILE = "100";

  public static final String LINK = "120000";
  public static final String REPOSITORY = "160000";

  public boolean isNew() {
    return oldMode.equals("000000");
  }

  public boolean isDeleted() {
    return newMode.equals("000000");
  }

  /** Whether it has content after the change. */
  public boolean hasContent() {
    return !isDeleted() && !newMode.equals(REPOSITORY);
  }

  /** Whether it is a regular file after the change, not a link or submodule. */
  public boolean isFile() {
    return isFile(newMode);
  }

  public boolean wasFile() {
    return isFile(oldMode);
  }

  static boolean isFile(String mode) {
    return mode.startsWith(FILE);
  }

  public boolean isSubmodule() {
    return oldMode.equals(REPOSITORY) || newMode.equals(REPOSITORY);
  }

  public Change counted(int plus, int minus) {
    return new Change(path, oldMode, newMode, oldHash, newHash, plus, minus);
  }

  /** The same content at the same path. */
  public boolean leaves(@Nullable Change other) {
    return other != null && newMode.equals(other.newMode) && newHash.equals(other.newHash);
  }

  public String shownPath() {
    return shown(path);
  }

  /** A path for people, on one line. */
  public static String shown(String path) {
    return PlainText.line(Git.shown(path), 500);
  }
}
