package dev.handoff.worker.attempt.touched;

import java.util.ArrayList;
import java.util.List;

/**
 * The changes of one file.
 *
 * @param path for people
 * @param removed lines, without their marker
 * @param added lines, without their marker
 * @param lines both, in order and with their marker
 */
public record FileDiff(
    String path, Kind kind, List<String> removed, List<String> added, List<String> lines) {

  /** What happened to the file. */
  public enum Kind {
    CHANGED,
    NEW,
    DELETED
  }

  /**
   * Parses a patch of this one file without context, as {@code diff -U0} writes it. Only its first
   * {@code mostLines} lines count.
   */
  public static FileDiff of(String path, Kind kind, String patch, int mostLines) {
    List<String> removed = new ArrayList<>();
    List<String> added = new ArrayList<>();
    List<String> all = new ArrayList<>();
    boolean isContent = false;
    for (String line : patch.split("\n")) {
      isContent |= line.startsWith("@@");
      boolean isRemoved = line.startsWith("-");
      if (!isContent || !isRemoved && !line.startsWith("+") || all.size() == mostLines) {
        continue;
      }
      (isRemoved ? removed : added).add(line.substring(1));
      all.add(line);
    }
    return new FileDiff(path, kind, removed, added, all);
  }
}
