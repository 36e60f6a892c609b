package dev.handoff.brief;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.Brief.Limits;
import dev.handoff.brief.Brief.Retries;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.brief.Brief.Scope;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes most valid briefs of Java handlers at a fraction of the cost of the schema. Accepts
 * only what {@link BriefReader} accepts; what it does not accept may be valid all the same.
 */
public final class PlainBrief {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern LANE = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Duration LONGEST = Duration.ofDays(365);

  private static final int MAX_TITLE = 200;
  private static final int MAX_GOAL = 16384;
  private static final int MAX_FIELD_NAME = 900;
  private static final int MAX_DEPTH = 40;

  /** What is left of 64 KiB for the handler's input. */
  private int room = 64 * 1024;

  private PlainBrief() {}

  /** Whether the brief is surely valid. */
  public static boolean isValid(Brief brief) {
    return brief.brief() == Brief.VERSION
        && isText(brief.title(), MAX_TITLE, false)
        && isText(brief.goal(), MAX_GOAL, true)
        && isNowhere(brief.scope())
        && areEmpty(
            brief.constraints(),
            brief.inputs(),
            brief.setup(),
            brief.env(),
            brief.checks(),
            brief.artifacts(),
            brief.protectedGlobs())
        && brief.run() instanceof RunHandler run
        && NAME.matcher(run.handler()).matches()
        && new PlainBrief().isPlain(run.with(), MAX_DEPTH)
        && isOnce(brief.output())
        && brief.expect() == null
        && isValid(brief.limits())
        && isValid(brief.retries())
        && LANE.matcher(brief.lane()).matches()
        && brief.template() == null;
  }

  private static boolean areEmpty(List<?>... lists) {
    for (List<?> list : lists) {
      if (!list.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static boolean isOnce(List<?> list) {
    return list.size() < 2 || new HashSet<>(list).size() == list.size();
  }

  private static boolean isNowhere(Scope scope) {
    return scope.repo() == null
        && "HEAD".equals(scope.ref())
        && scope.dir().isEmpty()
        && scope.sources() == null
        && areEmpty(scope.include(), scope.exclude(), scope.carriedGlobs());
  }

  private static boolean isValid(Limits limits) {
    return isDuration(limits.timeout(), true)
        && isDuration(limits.idle(), false)
        && limits.log() >= 0
        && isDuration(limits.queue(), true);
  }

  private static boolean isValid(Retries retries) {
    return retries.attempts() >= 1
        && retries.attempts() <= 100
        && isDuration(retries.backoff(), false)
        && retries.on().isEmpty();
  }

  private static boolean isDuration(Duration duration, boolean isPositive) {
    return !duration.isNegative()
        && !(isPositive && duration.isZero())
        && duration.compareTo(LONGEST) <= 0
        && duration.getNano() % 1_000_000 == 0;
  }

  /** Whether it is printable ASCII, perhaps with line breaks and tabs, and not blank. */
  private static boolean isText(String text, int longest, boolean mayHaveLines) {
    boolean isBlank = true;
    for (int at = 0; at < text.length() && text.length() <= longest; at++) {
      char there = text.charAt(at);
      boolean isSpace = there == ' ' || mayHaveLines && (there == '\n' || there == '\t');
      if (!isSpace && (there <= ' ' || there > '~')) {
        return false;
      }
      isBlank &= isSpace;
    }
    return text.length() <= longest && !isBlank;
  }

  private boolean isPlain(@Nullable JsonNode value, int depth) {
    room -= 2;
    if (value == null || depth < 0 || room < 0) {
      return false;
    }
    return switch (value.getNodeType()) {
      case NULL, BOOLEAN -> true;
      case STRING -> fits(value.textValue());
      case NUMBER -> isPlainNumber(value);
      case ARRAY -> areAllPlain(value, depth);
      case OBJECT -> areFieldsPlain(value, depth);
      default -> false;
    };
  }

  private boolean isPlainNumber(JsonNode value) {
    room -= 25;
    return value.isInt()
        || value.isLong()
        || value.isDouble() && Double.isFinite(value.doubleValue());
  }

  private boolean areAllPlain(JsonNode array, int depth) {
    for (Iterator<JsonNode> each = array.elements(); each.hasNext(); ) {
      if (!isPlain(each.next(), depth - 1)) {
        return false;
      }
    }
    return true;
  }

  private boolean areFieldsPlain(JsonNode object, int depth) {
    for (Map.Entry<String, JsonNode> field : object.properties()) {
      String name = field.getKey();
      if (name.length() > MAX_FIELD_NAME || !fits(name) || !isPlain(field.getValue(), depth - 1)) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is ASCII without control characters but those of lines, and not too long. */
  private boolean fits(String text) {
    room -= text.length() + 2;
    for (int at = 0; at < text.length() && room >= 0; at++) {
      char there = text.charAt(at);
      if (there > '~' || there < ' ' && there != '\n' && there != '\t' && there != '\r') {
        return false;
      }
    }
    return room >= 0;
  }
}
