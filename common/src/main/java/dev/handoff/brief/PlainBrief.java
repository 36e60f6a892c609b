package dev.handoff.brief;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.Brief.Check;
import dev.handoff.brief.Brief.Limits;
import dev.handoff.brief.Brief.Retries;
import dev.handoff.brief.Brief.Run;
import dev.handoff.brief.Brief.RunAgent;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.brief.Brief.Scope;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes most valid briefs at a fraction of the cost of the schema: those of ASCII texts.
 * Accepts only what {@link BriefReader} accepts; what it does not accept may be valid all the same.
 */
public final class PlainBrief {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@\\[\\]+-]{0,99}");
  private static final Pattern LANE = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Duration LONGEST = Duration.ofDays(365);

  private static final int MAX_LINE = 200;
  private static final int MAX_GOAL = 16384;
  private static final int MAX_FIELD_NAME = 900;
  private static final int MAX_DEPTH = 40;

  /** What the names of the fields of a check take. */
  private static final int CHECK_ROOM = 40;

  private final PlainTexts texts = new PlainTexts();

  private PlainBrief() {}

  /** Whether the brief is surely valid; its sources, which submit adds, are left out. */
  public static boolean isValid(Brief brief) {
    return new PlainBrief().isPlain(brief);
  }

  private boolean isPlain(Brief brief) {
    return brief.brief() == Brief.VERSION
        && PlainTexts.isLine(brief.title(), MAX_LINE)
        && PlainTexts.isText(brief.goal(), MAX_GOAL)
        && isPlain(brief.scope())
        && (brief.scope().carriedGlobs().isEmpty() || !(brief.run() instanceof RunHandler))
        && areAll(brief.constraints(), 100, this::isConstraint)
        && arePaths(brief.inputs(), 1000)
        && areAll(brief.setup(), 50, this::isPlain)
        && isPlain(brief.run())
        && areVariables(brief.env())
        && areChecks(brief.checks())
        && arePaths(brief.artifacts(), 100)
        && isOnce(brief.output())
        && (brief.expect() == null || isDuration(brief.expect(), true))
        && isValid(brief.limits())
        && isValid(brief.retries())
        && LANE.matcher(brief.lane()).matches()
        && (brief.template() == null || PlainTexts.isLine(brief.template(), MAX_LINE))
        && arePaths(brief.protectedGlobs(), 1000);
  }

  private static <T> boolean areAll(List<T> list, int most, Predicate<T> rule) {
    if (list.size() > most) {
      return false;
    }
    for (T each : list) {
      if (!rule.test(each)) {
        return false;
      }
    }
    return true;
  }

  private boolean isConstraint(String text) {
    return texts.takes(text.length() + 2) && PlainTexts.isText(text, 4096);
  }

  private boolean arePaths(List<String> paths, int most) {
    return areAll(paths, most, texts::isPath);
  }

  private static boolean isOnce(List<?> list) {
    return list.size() < 2 || new HashSet<>(list).size() == list.size();
  }

  private boolean isPlain(Scope scope) {
    return !scope.floats()
        && (scope.repo() == null || isRepository(scope.repo()))
        && scope.ref() != null
        && isRef(scope.ref())
        && (scope.dir().isEmpty() || isFolder(scope.dir()))
        && arePaths(scope.include(), 1000)
        && arePaths(scope.exclude(), 1000)
        && arePaths(scope.carriedGlobs(), 100);
  }

  private static boolean isRepository(String repo) {
    return PlainTexts.isLine(repo, 2048) && !repo.startsWith("-") && !repo.contains("::");
  }

  private static boolean isRef(String ref) {
    return PlainTexts.isLine(ref, 255) && !ref.startsWith("-") && ref.indexOf(' ') < 0;
  }

  /** Whether it is a folder in the form that a reader returns. */
  private boolean isFolder(String dir) {
    return texts.isPath(dir) && !dir.equals(".") && !dir.startsWith("./") && !dir.endsWith("/");
  }

  private boolean isPlain(Run run) {
    if (run instanceof RunCommand command) {
      return isPlain(command.command());
    }
    if (run instanceof RunAgent agent) {
      return isPlain(agent);
    }
    return run instanceof RunHandler handler
        && NAME.matcher(handler.handler()).matches()
        && isPlain(handler.with(), MAX_DEPTH);
  }

  private static boolean isPlain(RunAgent run) {
    return NAME.matcher(run.agent()).matches()
        && (run.model() == null || WORD.matcher(run.model()).matches())
        && (run.effort() == null || WORD.matcher(run.effort()).matches())
        && (run.turns() == null || run.turns() >= 1 && run.turns() <= 100_000)
        && (run.budget() == null || run.budget() > 0 && run.budget() <= 1_000_000);
  }

  private boolean isPlain(Command command) {
    String program = command.argv().get(0);
    return !program.isEmpty()
        && program.length() <= 4096
        && areAll(command.argv(), 1000, texts::fits);
  }

  private boolean areVariables(List<String> env) {
    Set<String> names = new HashSet<>();
    return areAll(
        env,
        200,
        variable -> {
          int end = variable.indexOf('=');
          String name = end < 0 ? variable : variable.substring(0, end);
          return texts.fits(variable)
              && variable.length() <= 32_768
              && VARIABLE.matcher(name).matches()
              && names.add(name);
        });
  }

  private boolean areChecks(List<Check> checks) {
    Set<String> names = new HashSet<>();
    return areAll(
        checks,
        100,
        check ->
            texts.takes(CHECK_ROOM + check.name().length())
                && PlainTexts.isLine(check.name(), 100)
                && check.name().equals(check.name().strip())
                && names.add(check.name())
                && isPlain(check.run())
                && isDuration(check.timeout(), true));
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

  private boolean isPlain(@Nullable JsonNode value, int depth) {
    if (value == null || depth < 0 || !texts.takes(2)) {
      return false;
    }
    return switch (value.getNodeType()) {
      case NULL, BOOLEAN -> true;
      case STRING -> texts.fits(value.textValue());
      case NUMBER -> isPlainNumber(value);
      case ARRAY -> areAllPlain(value, depth);
      case OBJECT -> areFieldsPlain(value, depth);
      default -> false;
    };
  }

  private boolean isPlainNumber(JsonNode value) {
    return texts.takes(25)
        && (value.isInt()
            || value.isLong()
            || value.isDouble() && Double.isFinite(value.doubleValue()));
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
      if (name.length() > MAX_FIELD_NAME
          || !texts.fits(name)
          || !isPlain(field.getValue(), depth - 1)) {
        return false;
      }
    }
    return true;
  }
}
