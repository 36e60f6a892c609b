package dev.handoff.brief.lint;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides whether a goal leaves open when it is reached. */
final class VagueGoal {

  /** The placeholder of templates. */
  private static final Pattern PLACEHOLDER = Pattern.compile("\\bFILL IN\\b");

  private static final Pattern VAGUE =
      Pattern.compile(
          "\\b(improv(e|es|ed|ing|ements?)|enhanc(e|es|ed|ing)|optimi[sz](e|es|ed|ing)"
              + "|clean(s|ed|ing)? ?up|tid(y|ies|ied|ying) up|polish(es|ed|ing)?"
              + "|moderni[sz](e|es|ed|ing)|streamlin(e|es|ed|ing)"
              + "|(make|makes|making) [^.;:]{1,60} (better|nicer|cleaner|faster|prettier)"
              + "|fix(es|ed|ing)? (things|stuff|bugs|issues|problems|everything|it|this|that|all)"
              + "|as (needed|necessary|appropriate)|(where|if) (needed|necessary|appropriate)"
              + "|and so on|etc)\\b",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);

  /** A measure makes a goal clear, as in "Improve p99 to 50 ms". */
  private static final Pattern MEASURE =
      Pattern.compile(
          "(\\b(to|under|below|above|over|by|least|most|within|than)|[<>=≤≥])\\s*\\d",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern QUOTED = Pattern.compile("\"[^\"]*\"|`[^`]*`|“[^”]*”|«[^»]*»");

  private static final int LEAST_WORDS = 4;
  private static final int LEAST_BYTES = 24;

  private VagueGoal() {}

  static boolean isPlaceholder(String goal) {
    return PLACEHOLDER.matcher(goal).find();
  }

  /**
   * Whether the goal has few words and few bytes. One long name can be enough, and so can eight
   * characters of a script without spaces, at three bytes each.
   */
  static boolean isShort(String goal) {
    String text = goal.strip();
    return text.split("\\s+").length < LEAST_WORDS
        && text.getBytes(StandardCharsets.UTF_8).length < LEAST_BYTES;
  }

  /** The first vague words; null if there are none. Quoted text does not count. */
  static @Nullable String words(String goal) {
    String own = QUOTED.matcher(goal).replaceAll("…");
    Matcher vague = VAGUE.matcher(own);
    return vague.find() && !MEASURE.matcher(own).find() ? vague.group() : null;
  }
}
