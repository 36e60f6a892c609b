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

/** Reads and writes the brief of a Java handler that has no lists but {@code output}. */
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
    in.constant(FieldName.BRIEF, Brief.VERSION);
    String title = text(in, FieldName.TITLE, withTexts);
    String goal = text(in, FieldName.GOAL, withTexts);
    Scope scope = scope(in, withTexts);
    in.emptyLists(FieldName.CONSTRAINTS, FieldName.INPUTS, FieldName.SETUP);
    RunHandler run = run(in, withTexts);
    in.emptyLists(FieldName.ENV);
    Network network = in.word(FieldName.NETWORK, Network.values());
    in.emptyLists(FieldName.CHECKS);
    boolean baseline = in.bool(FieldName.BASELINE);
    in.emptyLists(FieldName.ARTIFACTS);
    List<Output> output = in.words(FieldName.OUTPUT, Output.values());
    Changes changes = in.word(FieldName.CHANGES, Changes.values());
    Duration expect = in.has(FieldName.EXPECT) ? in.duration(FieldName.EXPECT) : null;
    Limits limits = limits(in);
    Retries retries = retries(in);
    String lane = in.text(FieldName.LANE);
    String template = in.textIfThere(FieldName.TEMPLATE);
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

  /** The JSON of the brief; null if {@link dev.handoff.json.Json} has to write it. */
  public static byte @Nullable [] write(Brief brief) {
    boolean isOfHandler = brief.run() instanceof RunHandler && brief.protect() == null;
    if (!isOfHandler) {
      return null;
    }
    try (FieldWriter out = new FieldWriter()) {
      write(out, brief);
      return out.document();
    } catch (IOException | IllegalArgumentException unusual) {
      return null;
    }
  }

  private static void write(FieldWriter out, Brief brief) throws IOException {
    out.number(FieldName.BRIEF, brief.brief());
    out.text(FieldName.TITLE, brief.title());
    out.text(FieldName.GOAL, brief.goal());
    write(out, brief.scope());
    out.emptyList(FieldName.CONSTRAINTS, brief.constraints());
    out.emptyList(FieldName.INPUTS, brief.inputs());
    out.emptyList(FieldName.SETUP, brief.setup());
    write(out, (RunHandler) brief.run());
    out.emptyList(FieldName.ENV, brief.env());
    out.word(FieldName.NETWORK, brief.network());
    out.emptyList(FieldName.CHECKS, brief.checks());
    out.bool(FieldName.BASELINE, brief.baseline());
    out.emptyList(FieldName.ARTIFACTS, brief.artifacts());
    out.words(FieldName.OUTPUT, brief.output());
    out.word(FieldName.CHANGES, brief.changes());
    if (brief.expect() != null) {
      out.duration(FieldName.EXPECT, brief.expect());
    }
    write(out, brief.limits());
    write(out, brief.retries());
    out.text(FieldName.LANE, brief.lane());
    out.textIfThere(FieldName.TEMPLATE, brief.template());
  }

  private static void write(FieldWriter out, Scope scope) throws IOException {
    out.isUnusualUnless(scope.sources() == null && scope.carry() == null);
    out.object(FieldName.SCOPE);
    out.textIfThere(FieldName.REPO, scope.repo());
    out.textIfThere(FieldName.REF, scope.ref());
    out.text(FieldName.DIR, scope.dir());
    out.emptyList(FieldName.INCLUDE, scope.include());
    out.emptyList(FieldName.EXCLUDE, scope.exclude());
    out.end();
  }

  private static void write(FieldWriter out, RunHandler run) throws IOException {
    out.object(FieldName.RUN);
    out.text(FieldName.HANDLER, run.handler());
    out.value(FieldName.WITH, run.with());
    out.end();
  }

  private static void write(FieldWriter out, Limits limits) throws IOException {
    out.object(FieldName.LIMITS);
    out.duration(FieldName.TIMEOUT, limits.timeout());
    out.duration(FieldName.IDLE, limits.idle());
    out.number(FieldName.LOG, limits.log());
    out.duration(FieldName.QUEUE, limits.queue());
    out.end();
  }

  private static void write(FieldWriter out, Retries retries) throws IOException {
    out.object(FieldName.RETRIES);
    out.number(FieldName.ATTEMPTS, retries.attempts());
    out.duration(FieldName.BACKOFF, retries.backoff());
    out.emptyList(FieldName.ON, retries.on());
    out.end();
  }

  private static String text(FieldReader in, FieldName name, boolean isWanted) throws IOException {
    if (isWanted) {
      return in.text(name);
    }
    in.skipText(name);
    return "";
  }

  private static Scope scope(FieldReader in, boolean withTexts) throws IOException {
    in.object(FieldName.SCOPE);
    String repo = in.textIfThere(FieldName.REPO);
    String ref = in.textIfThere(FieldName.REF);
    String dir = in.text(FieldName.DIR);
    in.emptyLists(FieldName.INCLUDE, FieldName.EXCLUDE);
    in.end();
    return withTexts
        ? new Scope(repo, ref, dir, List.of(), List.of())
        : new Scope(null, null, "", List.of(), List.of());
  }

  private static RunHandler run(FieldReader in, boolean withTexts) throws IOException {
    in.object(FieldName.RUN);
    String handler = in.text(FieldName.HANDLER);
    JsonNode with = in.value(FieldName.WITH);
    in.end();
    return new RunHandler(handler, withTexts ? with : NullNode.getInstance());
  }

  private static Limits limits(FieldReader in) throws IOException {
    in.object(FieldName.LIMITS);
    Limits limits =
        new Limits(
            in.duration(FieldName.TIMEOUT),
            in.duration(FieldName.IDLE),
            in.longNumber(FieldName.LOG),
            in.duration(FieldName.QUEUE));
    in.end();
    return limits;
  }

  private static Retries retries(FieldReader in) throws IOException {
    in.object(FieldName.RETRIES);
    int attempts = in.number(FieldName.ATTEMPTS);
    Duration backoff = in.duration(FieldName.BACKOFF);
    in.emptyLists(FieldName.ON);
    in.end();
    return new Retries(attempts, backoff, List.of());
  }
}
