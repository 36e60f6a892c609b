package dev.handoff.worker.attempt.touched;

import java.util.ArrayList;
import java.util.List;

/**
 * How one file differs.
 *
 * @param path as people read it
 * @param removed lines, without their sign
 * @param added lines, without their sign
 * @param lines both, in their order and with their sign
 */
public record FileDiff(
    String path, Kind kind, List<String> removed, List<String> added, List<String> lines) {

  /** What became of the file. */
  public enum Kind {
    CHANGED,
    NEW,
    DELETED
  }

  /**
   * Of a patch of this one file without context, as {@code diff -U0} writes it. Of more than {@code
   * mostLines} lines the rest counts as unchanged.
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
