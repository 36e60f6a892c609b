package dev.handoff.brief.lint;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Normalizes paths to git's form. */
final class Paths {

  private Paths() {}

  /** The path without dots; null if it leads out of the repository. */
  static @Nullable String normal(String path) {
    Deque<String> parts = new ArrayDeque<>();
    for (String part : path.split("/")) {
      if (part.equals("..")) {
        if (parts.pollLast() == null) {
          return null;
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        parts.addLast(part);
      }
    }
    return String.join("/", parts);
  }

  /** The prefix of paths in the folder. */
  static String prefix(String folder) {
    String normal = normal(folder);
    return normal == null || normal.isEmpty() ? "" : normal + "/";
  }
}
