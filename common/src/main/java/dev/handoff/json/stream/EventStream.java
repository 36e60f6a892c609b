package dev.handoff.json.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.handoff.brief.Brief;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobResult;
import dev.handoff.job.RecordedBrief;
import dev.handoff.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the three events of a job that just runs. */
public final class EventStream {

  private EventStream() {}

  /** The event; null if {@link Json} has to decide what these bytes are. */
  public static @Nullable JobEvent read(byte[] json, Class<?> type) {
    boolean isKnown = type == Submitted.class || type == Started.class || type == Completed.class;
    if (!isKnown) {
      return null;
    }
    try (FieldReader in = FieldReader.of(json)) {
      if (in == null) {
        return null;
      }
      JobEvent event = read(in, json, type);
      in.end();
      return in.isUsualToTheEnd() ? event : null;
    } catch (IOException unusual) {
      return null;
    }
  }

  private static JobEvent read(FieldReader in, byte[] json, Class<?> type) throws IOException {
    Instant at = in.instant("at");
    if (type == Submitted.class) {
      return submitted(in, json, at);
    }
    int attempt = in.number("attempt");
    String lease = in.text("lease");
    return type == Started.class
        ? new Started(
            at,
            attempt,
            lease,
            in.text("worker"),
            in.longNumber("laneOffset"),
            in.textIfThere("isolation"))
        : new Completed(at, attempt, lease, in.has("result") ? result(in) : null);
  }

  private static Submitted submitted(FieldReader in, byte[] json, Instant at) throws IOException {
    int from = in.offsetOf("brief");
    in.begin();
    Brief outline = BriefStream.read(in, false);
    int to = in.offsetOfLastEnd();
    return new Submitted(
        at,
        new RecordedBrief(outline, () -> brief(json, from, to)),
        in.textIfThere("submitter"),
        in.text("lane"),
        in.longNumberIfThere("laneOffset"),
        in.instantIfThere("notBefore"),
        in.textIfThere("key"),
        in.textIfThere("retryOf"));
  }

  /** Cannot fail: these bytes were checked when the outline was read. */
  private static Brief brief(byte[] json, int from, int to) {
    byte[] brief = Arrays.copyOfRange(json, from, to);
    Brief read = BriefStream.read(brief);
    return read == null ? Json.tolerant().read(brief, Brief.class) : read;
  }

  private static JobResult result(FieldReader in) throws IOException {
    in.object("result");
    in.emptyLists("checks");
    in.object("outputs");
    in.emptyLists("artifacts");
    in.end();
    JsonNode value = in.has("value") ? in.value("value") : null;
    in.end();
    return value == null ? JobResult.NONE : JobResult.of(value);
  }
}
