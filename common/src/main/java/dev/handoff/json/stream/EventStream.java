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

/** Reads and writes the three events of a job that just runs. */
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
    Instant at = in.instant(FieldName.AT);
    if (type == Submitted.class) {
      return submitted(in, json, at);
    }
    int attempt = in.number(FieldName.ATTEMPT);
    String lease = in.text(FieldName.LEASE);
    return type == Started.class
        ? new Started(
            at,
            attempt,
            lease,
            in.text(FieldName.WORKER),
            in.longNumber(FieldName.LANE_OFFSET),
            in.textIfThere(FieldName.ISOLATION))
        : new Completed(at, attempt, lease, in.has(FieldName.RESULT) ? result(in) : null);
  }

  private static Submitted submitted(FieldReader in, byte[] json, Instant at) throws IOException {
    int from = in.offsetOf(FieldName.BRIEF);
    in.begin();
    Brief outline = BriefStream.read(in, false);
    int to = in.offsetOfEnd();
    return new Submitted(
        at,
        new RecordedBrief(outline, () -> brief(json, from, to)),
        in.textIfThere(FieldName.SUBMITTER),
        in.text(FieldName.LANE),
        in.longNumberIfThere(FieldName.LANE_OFFSET),
        in.instantIfThere(FieldName.NOT_BEFORE),
        in.textIfThere(FieldName.KEY),
        in.textIfThere(FieldName.RETRY_OF),
        in.textIfThere(FieldName.TRACEPARENT),
        in.textIfThere(FieldName.ON_BEHALF_OF));
  }

  /** Cannot fail: these bytes were checked when the outline was read. */
  private static Brief brief(byte[] json, int from, int to) {
    byte[] brief = Arrays.copyOfRange(json, from, to);
    Brief read = BriefStream.read(brief);
    return read == null ? Json.tolerant().read(brief, Brief.class) : read;
  }

  private static JobResult result(FieldReader in) throws IOException {
    in.object(FieldName.RESULT);
    in.emptyLists(FieldName.CHECKS);
    in.object(FieldName.OUTPUTS);
    in.emptyLists(FieldName.ARTIFACTS);
    in.end();
    JsonNode value = in.has(FieldName.VALUE) ? in.value(FieldName.VALUE) : null;
    in.end();
    return value == null ? JobResult.NONE : JobResult.of(value);
  }

  /** The JSON of the event; null if {@link Json} has to write it. */
  public static byte @Nullable [] write(JobEvent event) {
    boolean isKnown =
        event instanceof Submitted || event instanceof Started || event instanceof Completed;
    if (!isKnown) {
      return null;
    }
    try (FieldWriter out = new FieldWriter()) {
      out.instant(FieldName.AT, event.at());
      if (event instanceof Submitted submitted) {
        write(out, submitted);
      } else if (event instanceof Started started) {
        write(out, started);
      } else if (event instanceof Completed completed) {
        write(out, completed);
      }
      return out.document();
    } catch (IOException | IllegalArgumentException unusual) {
      return null;
    }
  }

  private static void write(FieldWriter out, Submitted event) throws IOException {
    byte[] brief = event.recorded().json();
    out.isUnusualUnless(brief != null);
    if (brief != null) {
      out.written(FieldName.BRIEF, brief);
    }
    out.textIfThere(FieldName.SUBMITTER, event.submitter());
    out.text(FieldName.LANE, event.lane());
    out.numberIfThere(FieldName.LANE_OFFSET, event.laneOffset());
    out.instantIfThere(FieldName.NOT_BEFORE, event.notBefore());
    out.textIfThere(FieldName.KEY, event.key());
    out.textIfThere(FieldName.RETRY_OF, event.retryOf());
    out.textIfThere(FieldName.TRACEPARENT, event.traceparent());
    out.textIfThere(FieldName.ON_BEHALF_OF, event.onBehalfOf());
  }

  private static void write(FieldWriter out, Started event) throws IOException {
    out.number(FieldName.ATTEMPT, event.attempt());
    out.text(FieldName.LEASE, event.lease());
    out.text(FieldName.WORKER, event.worker());
    out.number(FieldName.LANE_OFFSET, event.laneOffset());
    out.textIfThere(FieldName.ISOLATION, event.isolation());
  }

  private static void write(FieldWriter out, Completed event) throws IOException {
    out.number(FieldName.ATTEMPT, event.attempt());
    out.text(FieldName.LEASE, event.lease());
    JobResult result = event.result();
    if (result != null) {
      write(out, result);
    }
  }

  /** Only of a Java handler: with no more than a value. */
  private static void write(FieldWriter out, JobResult result) throws IOException {
    out.isUnusualUnless(
        result.base() == null
            && result.changes() == null
            && result.usage() == null
            && result.outputs().equals(JobResult.Outputs.NONE));
    out.object(FieldName.RESULT);
    out.emptyList(FieldName.CHECKS, result.checks());
    out.object(FieldName.OUTPUTS);
    out.emptyList(FieldName.ARTIFACTS, result.outputs().artifacts());
    out.end();
    if (result.value() != null) {
      out.value(FieldName.VALUE, result.value());
    }
    out.end();
  }
}
