package dev.handoff.job;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Decides which branches and tags are copied between repositories, by their names. Git permits
 * more: a name that looks like an option, or is too long for a file name, only breaks tools. Pure.
 */
public final class RefName {

  /**
   * In bytes. A loose ref is a file, and {@code .lock} is added to its name while it is written.
   */
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
