package dev.handoff.file;

import java.io.IOException;
import java.util.Locale;

/** That a disk is full, as far as the words of a failure tell: Java has no class for it. */
public final class NoSpace {

  private NoSpace() {}

  /** Whether that is what went wrong, or what caused it. */
  public static boolean is(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      String message = String.valueOf(each.getMessage()).toLowerCase(Locale.ROOT);
      if (each instanceof IOException
          && (message.contains("no space left") || message.contains("quota exceeded"))) {
        return true;
      }
    }
    return false;
  }
}
