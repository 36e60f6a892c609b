package dev.handoff.brief.policy;

import java.util.regex.Pattern;

/**
 * Matches whole texts: {@code *} matches anything but a slash, {@code **} anything, {@code ?} one
 * character except a slash; every other character matches itself.
 */
final class Glob {

  private final Pattern pattern;

  Glob(String glob) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < glob.length(); i++) {
      if (glob.startsWith("**", i)) {
        regex.append(".*");
        i++;
      } else if (glob.charAt(i) == '*') {
        regex.append("[^/]*");
      } else if (glob.charAt(i) == '?') {
        regex.append("[^/]");
      } else {
        regex.append(Pattern.quote(String.valueOf(glob.charAt(i))));
      }
    }
    pattern = Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  boolean matches(String text) {
    return pattern.matcher(text).matches();
  }
}
