package dev.handoff.brief;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.handoff.brief.Brief.Changes;
import dev.handoff.brief.Brief.Check;
import dev.handoff.brief.Brief.Limits;
import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.Brief.Output;
import dev.handoff.brief.Brief.Retries;
import dev.handoff.brief.Brief.Run;
import dev.handoff.brief.Brief.RunAgent;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.brief.Brief.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes the record from a valid tree and adds the defaults. */
final class BriefDefaults {

  private static final int TITLE_LENGTH = 72;

  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final Pattern HERE = Pattern.compile("^(\\./+)++");
  private static final Pattern LAST_SLASHES = Pattern.compile("/+$");

  private BriefDefaults() {}

  static Brief complete(JsonNode brief, String lane) {
    Run run = run(brief.get("run"));
    // A handler without a scope works on no repository, so it has no diff.
    boolean nowhere = run instanceof RunHandler && !brief.has("scope");
    String goal = brief.get("goal").textValue();
    return new Brief(
        brief.path("brief").asInt(1),
        text(brief, "title", title(goal)),
        goal,
        scope(brief.path("scope")),
        texts(brief.path("constraints")),
        texts(brief.path("inputs")),
        list(brief.path("setup"), BriefDefaults::command),
        run,
        texts(brief.path("env")),
        word(Network.class, text(brief, "network", "on")),
        list(brief.path("checks"), BriefDefaults::check),
        brief.path("baseline").asBoolean(false),
        texts(brief.path("artifacts")),
        output(brief.path("output"), nowhere),
        word(Changes.class, text(brief, "changes", nowhere ? "optional" : "required")),
        brief.has("expect") ? duration(brief, "expect", "") : null,
        limits(brief.path("limits"), run),
        retries(brief.path("retries")),
        text(brief, "lane", lane),
        textOrNull(brief, "template"),
        texts(brief.path("protect")));
  }

  private static String title(String goal) {
    String line = goal.lines().filter(text -> !text.isBlank()).findFirst().orElse(goal).strip();
    // A title is one line, which control characters would break.
    String clean = CONTROL.matcher(line).replaceAll(" ");
    if (clean.codePointCount(0, clean.length()) <= TITLE_LENGTH) {
      return clean;
    }
    String cut = clean.substring(0, clean.offsetByCodePoints(0, TITLE_LENGTH - 1));
    boolean isInAWord = !Character.isWhitespace(clean.codePointAt(cut.length()));
    int space = cut.lastIndexOf(' ');
    return (isInAWord && space > 0 ? cut.substring(0, space) : cut).strip() + "…";
  }

  private static Scope scope(JsonNode scope) {
    String written = text(scope, "dir", "");
    String dir = LAST_SLASHES.matcher(HERE.matcher(written).replaceAll("")).replaceAll("");
    return new Scope(
        textOrNull(scope, "repo"),
        text(scope, "ref", "HEAD"),
        dir.equals(".") ? "" : dir,
        texts(scope.path("include")),
        texts(scope.path("exclude")),
        scope.path("sources").path("floating").asBoolean(false) ? Sources.FLOATING : null,
        texts(scope.path("carry")));
  }

  private static Run run(JsonNode run) {
    if (run.has("command")) {
      return new RunCommand(command(run.get("command")));
    }
    if (run.has("handler")) {
      JsonNode with = run.get("with");
      return new RunHandler(
          run.get("handler").textValue(), with == null ? NullNode.getInstance() : with);
    }
    return new RunAgent(
        run.get("agent").textValue(),
        textOrNull(run, "model"),
        textOrNull(run, "effort"),
        run.has("turns") ? run.get("turns").intValue() : null,
        run.has("budget") ? run.get("budget").doubleValue() : null);
  }

  private static Command command(JsonNode command) {
    return command.isTextual() ? Command.shell(command.textValue()) : new Command(texts(command));
  }

  private static Check check(JsonNode check) {
    return new Check(
        check.get("name").textValue(),
        command(check.get("run")),
        duration(check, "timeout", "10m"));
  }

  private static List<Output> output(JsonNode output, boolean nowhere) {
    if (output.isMissingNode()) {
      return nowhere ? List.of(Output.REPORT) : List.of(Output.BRANCH, Output.PATCH, Output.REPORT);
    }
    return list(output, name -> word(Output.class, name.textValue()));
  }

  private static Limits limits(JsonNode limits, Run run) {
    return new Limits(
        duration(limits, "timeout", "2h"),
        duration(limits, "idle", run instanceof RunAgent ? "20m" : "0"),
        ByteSize.parse("limits.log", limits.path("log").asText("64MiB")),
        duration(limits, "queue", "3d"));
  }

  private static Retries retries(JsonNode retries) {
    return new Retries(
        retries.path("attempts").asInt(1),
        duration(retries, "backoff", "1m"),
        texts(retries.path("on")));
  }

  private static Duration duration(JsonNode mapping, String name, String otherwise) {
    return DurationText.parse(name, mapping.path(name).asText(otherwise));
  }

  private static String text(JsonNode mapping, String name, String otherwise) {
    return mapping.path(name).asText(otherwise);
  }

  private static @Nullable String textOrNull(JsonNode mapping, String name) {
    return mapping.has(name) ? mapping.get(name).asText() : null;
  }

  private static List<String> texts(JsonNode list) {
    return list(list, JsonNode::textValue);
  }

  private static <T> List<T> list(JsonNode list, Function<JsonNode, T> element) {
    List<T> elements = new ArrayList<>();
    list.forEach(node -> elements.add(element.apply(node)));
    return List.copyOf(elements);
  }

  private static <E extends Enum<E>> E word(Class<E> type, String name) {
    return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
  }
}
