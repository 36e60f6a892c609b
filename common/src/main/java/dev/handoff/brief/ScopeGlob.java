package dev.handoff.brief;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A glob of {@code scope}, as in {@code .gitignore}. What it cannot read it takes for one that
 * matches.
 */
public final class ScopeGlob {

  private static final Pattern UNREAD = Pattern.compile("^[!#]|[\\[\\]\\\\]");
  private static final Pattern PART =
      Pattern.compile("^\\*\\*/|/\\*\\*/|/\\*\\*$|\\*+|\\?|[^*?/]+|/");

  // What it cannot read has none.
  private final @Nullable Pattern pattern;

  public ScopeGlob(String glob) {
    pattern = UNREAD.matcher(glob).find() ? null : Pattern.compile(regex(glob.strip()));
  }

  private static String regex(String glob) {
    boolean isFolder = glob.endsWith("/");
    String path = glob.replaceFirst("/+$", "");
    StringBuilder regex = new StringBuilder(path.indexOf('/') < 0 ? "(?:.*/)?" : "");
    for (Matcher part = PART.matcher(path); part.find(); ) {
      regex.append(
          switch (part.group()) {
            case "**/" -> "(?:.*/)?";
            case "/**/" -> "/(?:.*/)?";
            case "/**" -> "/.*";
            case "?" -> "[^/]";
            default -> part.group().startsWith("*") ? "[^/]*" : Pattern.quote(part.group());
          });
    }
    // What matches a folder matches all that is in it.
    return regex.append(isFolder ? "/.*" : "(?:/.*)?").toString();
  }

  /** Whether it is known what it matches. */
  public boolean isRead() {
    return pattern != null;
  }

  public boolean matches(String path) {
    return pattern == null || pattern.matcher(path).matches();
  }
}
