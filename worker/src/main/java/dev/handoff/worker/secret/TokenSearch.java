package dev.handoff.worker.secret;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds text in the form of a well-known token, whoever owns it. The form is no proof, only worth a
 * look. Not thread-safe.
 */
public final class TokenSearch {

  /** No known token is longer; of a longer match only the beginning counts. */
  private static final int LONGEST = 300;

  private static final int MOST = 100;

  private static final Map<String, String> FORMS = forms();
  private static final Pattern ANY =
      Pattern.compile("(?<![A-Za-z0-9_])(?=[-Agnprsx])(?:" + String.join("|", groups()) + ")");

  // Includes the byte before, which decides whether a token begins.
  private String window = "\n";
  private long line = 0;
  // By the token, which is never shown.
  private final Map<String, Seen> seen = new LinkedHashMap<>();

  private record Seen(String kind, long line) {}

  private static Map<String, String> forms() {
    Map<String, String> forms = new LinkedHashMap<>();
    forms.put("AWS access key", "A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9])");
    forms.put("private key", "-{5}BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-{5}");
    forms.put("GitHub token", "g(?:h[pousr]_[A-Za-z0-9]{36,255}|ithub_pat_[A-Za-z0-9_]{22,255})");
    forms.put("GitLab token", "glpat-[A-Za-z0-9_-]{20,255}");
    forms.put("Slack token", "xox[abeoprs]-[A-Za-z0-9-]{10,255}");
    forms.put("npm token", "npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])");
    forms.put("PyPI token", "pypi-[A-Za-z0-9_-]{32,255}");
    forms.put("Google API key", "AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])");
    forms.put("Stripe live key", "[sr]k_live_[A-Za-z0-9]{16,255}");
    return forms;
  }

  private static Iterable<String> groups() {
    return FORMS.values().stream().map(form -> "(" + form + ")").toList();
  }

  /** Goes on with the next bytes of the text. */
  public void read(byte[] bytes, int offset, int length) {
    window += new String(bytes, offset, length, ISO_8859_1);
    // A token that begins later may go on in the next bytes.
    search(window.length() - LONGEST);
  }

  /** Ends the text. */
  public void finish() {
    search(window.length());
  }

  private void search(int end) {
    if (end <= 1) {
      return;
    }
    Matcher matcher = ANY.matcher(window).useTransparentBounds(true).region(1, window.length());
    int from = 0;
    while (seen.size() < MOST && matcher.find() && matcher.start() < end) {
      line += lineEnds(from, matcher.start());
      from = matcher.start();
      seen.putIfAbsent(matcher.group(), new Seen(kind(matcher), line));
    }
    line += lineEnds(from, end - 1);
    window = window.substring(end - 1);
  }

  private long lineEnds(int from, int to) {
    return window.substring(from, to).chars().filter(each -> each == '\n').count();
  }

  private static String kind(Matcher matcher) {
    int group = 1;
    for (String kind : FORMS.keySet()) {
      if (matcher.group(group++) != null) {
        return kind;
      }
    }
    throw new AssertionError("one of the forms has matched");
  }

  /** Whether nothing was found. */
  public boolean isEmpty() {
    return seen.isEmpty();
  }

  /**
   * Returns the kinds of tokens found, each with the lines in which one first occurs.
   *
   * @param known another text: tokens that it has too are left out
   */
  public SortedMap<String, SortedSet<Long>> newSince(TokenSearch known) {
    SortedMap<String, SortedSet<Long>> found = new TreeMap<>();
    seen.forEach(
        (token, at) -> {
          if (!known.seen.containsKey(token)) {
            found.computeIfAbsent(at.kind(), kind -> new TreeSet<>()).add(at.line());
          }
        });
    return found;
  }
}
