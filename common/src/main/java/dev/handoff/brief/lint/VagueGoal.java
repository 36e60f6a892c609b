package dev.handoff.brief.lint;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds out whether a goal leaves open when it is reached. */
final class VagueGoal {

  /** What templates write where only the author knows. */
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

  /** "Improve p99 to 50 ms" says when it is reached. */
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
   * Few words and few bytes: one long name may say it all, and so do eight characters of a script
   * that puts no space between words, at three bytes each.
   */
  static boolean isShort(String goal) {
    String text = goal.strip();
    return text.split("\\s+").length < LEAST_WORDS
        && text.getBytes(StandardCharsets.UTF_8).length < LEAST_BYTES;
  }

  /** The first words that can mean anything. What is quoted is somebody else's words. */
  static @Nullable String words(String goal) {
    String own = QUOTED.matcher(goal).replaceAll("…");
    Matcher vague = VAGUE.matcher(own);
    return vague.find() && !MEASURE.matcher(own).find() ? vague.group() : null;
  }
}
