package dev.handoff.trace;

import dev.handoff.job.JobId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The trace that something belongs to, and the span that caused it: what a {@code traceparent} of
 * W3C Trace Context says.
 *
 * @param traceId 32 lowercase hexadecimal digits, not all zero
 * @param parentId 16 lowercase hexadecimal digits, not all zero; null if nothing caused it
 * @param isSampled whether the caller may have recorded its own part
 */
public record TraceContext(String traceId, @Nullable String parentId, boolean isSampled) {

  /** The environment variable by which programs pass it on. */
  public static final String VARIABLE = "TRACEPARENT";

  /** The header by which records and requests pass it on. */
  public static final String HEADER = "traceparent";

  private static final String NO_TRACE = "0".repeat(32);
  private static final String NO_SPAN = "0".repeat(16);

  /** Fields that a later version adds are ignored. */
  private static final Pattern FORM =
      Pattern.compile("([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

  private static final int SAMPLED = 1;

  /** The context that this text says; empty if it says none, which is to be ignored. */
  public static Optional<TraceContext> parse(@Nullable String traceparent) {
    if (traceparent == null) {
      return Optional.empty();
    }
    Matcher found = FORM.matcher(traceparent);
    if (!found.matches() || !isVersion(found.group(1), found.group(5) != null)) {
      return Optional.empty();
    }
    String trace = found.group(2);
    String span = found.group(3);
    if (trace.equals(NO_TRACE) || span.equals(NO_SPAN)) {
      return Optional.empty();
    }
    int flags = Integer.parseInt(found.group(4), 16);
    return Optional.of(new TraceContext(trace, span, (flags & SAMPLED) != 0));
  }

  private static boolean isVersion(String version, boolean hasMoreFields) {
    return version.equals("00") ? !hasMoreFields : !version.equals("ff");
  }

  /**
   * The context of a job: that of its submitter, or a trace of its own, which is always the same.
   *
   * @param traceparent as the submitter has recorded it; ignored if it says nothing
   */
  public static TraceContext of(JobId job, @Nullable String traceparent) {
    return parse(traceparent)
        .orElseGet(() -> new TraceContext(SpanIds.digest(job.text(), 16), null, true));
  }

  /** The text by which that span passes the trace on. */
  public String traceparent(String spanId) {
    return "00-" + traceId + "-" + spanId + (isSampled ? "-01" : "-00");
  }
}
