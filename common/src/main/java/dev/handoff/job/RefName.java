package dev.handoff.job;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Which names of branches and tags go from one repository to another. Git permits more: a name that
 * reads as an option, or is longer than a file's name may be, only harms tools. Pure.
 */
public final class RefName {

  /** Bytes; a loose ref is a file, with {@code .lock} behind its name while it is written. */
  private static final int MAX = 240;

  private static final String FORBIDDEN = " ~^:?*[\\";

  private RefName() {}

  /**
   * @param name without {@code refs/heads/} and its like
   */
  public static boolean isGood(@Nullable String name) {
    if (name == null
        || name.getBytes(StandardCharsets.UTF_8).length > MAX
        || name.equals("@")
        || name.contains("..")
        || name.contains("@{")
        || name.endsWith(".")
        || name.chars().anyMatch(each -> Character.isISOControl(each) || isForbidden(each))) {
      return false;
    }
    for (String part : name.split("/", -1)) {
      if (part.isEmpty()
          || part.startsWith(".")
          || part.startsWith("-")
          || part.endsWith(".lock")
          || GitNames.isGits(part)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isForbidden(int each) {
    return FORBIDDEN.indexOf(each) >= 0;
  }
}
