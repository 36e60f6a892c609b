package dev.handoff.json.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Changes;
import dev.handoff.brief.Brief.Limits;
import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.Brief.Output;
import dev.handoff.brief.Brief.Retries;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.brief.Brief.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the brief of a Java handler that has no lists but {@code output}. */
public final class BriefStream {

  private BriefStream() {}

  /** The brief; null if {@link dev.handoff.json.Json} has to decide what these bytes are. */
  public static @Nullable Brief read(byte[] json) {
    try (FieldReader in = FieldReader.of(json)) {
      if (in == null) {
        return null;
      }
      Brief brief = read(in, true);
      return in.isUsualToTheEnd() ? brief : null;
    } catch (IOException unusual) {
      return null;
    }
  }

  /**
   * Reads the fields of a brief, and its end. Without meaning if the reader finds it unusual.
   *
   * @param withTexts false: as {@link Brief#withoutTexts()}; the texts are checked all the same
   */
  static Brief read(FieldReader in, boolean withTexts) throws IOException {
    in.constant("brief", Brief.VERSION);
    String title = text(in, "title", withTexts);
    String goal = text(in, "goal", withTexts);
    Scope scope = scope(in, withTexts);
    in.emptyLists("constraints", "inputs", "setup");
    RunHandler run = run(in, withTexts);
    in.emptyLists("env");
    Network network = in.word("network", Network.values());
    in.emptyLists("checks");
    boolean baseline = in.bool("baseline");
    in.emptyLists("artifacts");
    List<Output> output = in.words("output", Output.values());
    Changes changes = in.word("changes", Changes.values());
    Duration expect = in.has("expect") ? in.duration("expect") : null;
    Limits limits = limits(in);
    Retries retries = retries(in);
    String lane = in.text("lane");
    String template = in.textIfThere("template");
    in.end();
    return new Brief(
        Brief.VERSION,
        title,
        goal,
        scope,
        List.of(),
        List.of(),
        List.of(),
        run,
        List.of(),
        network,
        List.of(),
        baseline,
        List.of(),
        withTexts ? output : List.of(),
        changes,
        expect,
        limits,
        retries,
        lane,
        withTexts ? template : null);
  }

  private static String text(FieldReader in, String name, boolean isWanted) throws IOException {
    if (isWanted) {
      return in.text(name);
    }
    in.skipText(name);
    return "";
  }

  private static Scope scope(FieldReader in, boolean withTexts) throws IOException {
    in.object("scope");
    String repo = in.textIfThere("repo");
    String ref = in.textIfThere("ref");
    String dir = in.text("dir");
    in.emptyLists("include", "exclude");
    in.end();
    return withTexts
        ? new Scope(repo, ref, dir, List.of(), List.of())
        : new Scope(null, null, "", List.of(), List.of());
  }

  private static RunHandler run(FieldReader in, boolean withTexts) throws IOException {
    in.object("run");
    String handler = in.text("handler");
    JsonNode with = in.value("with");
    in.end();
    return new RunHandler(handler, withTexts ? with : NullNode.getInstance());
  }

  private static Limits limits(FieldReader in) throws IOException {
    in.object("limits");
    Limits limits =
        new Limits(
            in.duration("timeout"),
            in.duration("idle"),
            in.longNumber("log"),
            in.duration("queue"));
    in.end();
    return limits;
  }

  private static Retries retries(FieldReader in) throws IOException {
    in.object("retries");
    int attempts = in.number("attempts");
    Duration backoff = in.duration("backoff");
    in.emptyLists("on");
    in.end();
    return new Retries(attempts, backoff, List.of());
  }
}
