package dev.handoff.file;

import java.io.IOException;
import java.util.Locale;

/** Recognizes a full disk by the message of a failure: Java has no class for it. */
public final class NoSpace {

  private NoSpace() {}

  /** Whether the failure or one of its causes is a full disk. */
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
