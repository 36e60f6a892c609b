package dev.handoff.brief;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A glob of {@code scope}, as in {@code .gitignore}. A glob that it cannot read matches everything.
 */
public final class ScopeGlob {

  private static final Pattern UNREAD = Pattern.compile("^[!#]|[\\[\\]\\\\]");
  private static final Pattern PART =
      Pattern.compile("^\\*\\*/|/\\*\\*/|/\\*\\*$|\\*+|\\?|[^*?/]+|/");

  // Null for a glob that it cannot read.
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
    // A glob that matches a folder matches everything in it.
    return regex.append(isFolder ? "/.*" : "(?:/.*)?").toString();
  }

  /** Whether the glob could be read. */
  public boolean isRead() {
    return pattern != null;
  }

  public boolean matches(String path) {
    return pattern == null || pattern.matcher(path).matches();
  }
}
