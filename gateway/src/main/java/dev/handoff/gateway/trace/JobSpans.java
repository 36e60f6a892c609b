package dev.handoff.gateway.trace;

import dev.handoff.job.AttemptState;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.OfAttempt;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobEvent.Terminal;
import dev.handoff.job.JobId;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.CheckVerdict;
import dev.handoff.job.JobState;
import dev.handoff.job.JobStatus;
import dev.handoff.job.Reason;
import dev.handoff.trace.SpanIds;
import dev.handoff.trace.TraceContext;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The spans of a job that has ended: the job, each wait for an attempt, each attempt, its phases
 * and its checks. They follow from the events alone, times included, so every gateway makes the
 * same. Pure.
 *
 * <p>Events have the clocks of their writers: a span of one worker is as long as it was, and may
 * lie beside that of its submitter where their clocks differ.
 */
final class JobSpans {

  private static final long NANOS = 1_000_000_000;

  private final JobTrace trace;
  private final JobId job;
  private final TraceContext context;
  private final Resource resource;
  private final SpanContext root;
  private final List<SpanData> spans = new ArrayList<>();

  private JobSpans(JobTrace trace, Resource resource) {
    this.trace = trace;
    this.job = trace.job();
    this.context = trace.context();
    this.resource = resource;
    this.root = span(SpanIds.ofJob(job));
  }

  /**
   * The spans of a complete job, the root first.
   *
   * @param resource that they are of
   * @param retried the trace of the job that this one repeats; null if there is none, or if it is
   *     not known any more
   */
  static List<SpanData> of(JobTrace trace, Resource resource, @Nullable TraceContext retried) {
    return new JobSpans(trace, resource).all(retried);
  }

  private List<SpanData> all(@Nullable TraceContext retried) {
    JobState state = trace.state();
    Terminal end = Objects.requireNonNull(state.end(), "end");
    long submittedAt = nanos(trace.submitted().at());
    long endedAt = Math.max(submittedAt, nanos(end.at()));
    List<SpanData> attempts = new ArrayList<>();
    long free = submittedAt;
    for (AttemptState attempt : state.attempts()) {
      wait(attempt.number(), free, nanos(attempt.startedAt()));
      free = nanos(attempt.endedAt() == null ? end.at() : attempt.endedAt());
      attempt(attempt, free);
    }
    boolean hasEndedWaiting = end.lease() == null && nanos(end.at()) > free;
    if (hasEndedWaiting) {
      wait(state.nextAttempt(), free, nanos(end.at()));
    }
    attempts.add(root(submittedAt, Math.max(endedAt, free), retried));
    attempts.addAll(spans);
    return attempts;
  }

  private SpanData root(long start, long end, @Nullable TraceContext retried) {
    String template = trace.template();
    SpanContext parent =
        context.parentId() == null
            ? SpanContext.getInvalid()
            : SpanContext.createFromRemoteParent(
                context.traceId(), context.parentId(), flags(context), TraceState.getDefault());
    JobState state = trace.state();
    return new EventSpan(
        root,
        parent,
        template == null ? "job" : SpanText.name("job " + template),
        start,
        end,
        ofJob(state),
        state.status() == JobStatus.FAILED ? error(state.reason()) : StatusData.unset(),
        links(retried),
        resource);
  }

  private Attributes ofJob(JobState state) {
    Submitted submitted = trace.submitted();
    AttributesBuilder attributes = Attributes.builder().put("handoff.job", job.text());
    put(attributes, "handoff.title", trace.title());
    put(attributes, "handoff.template", trace.template());
    put(attributes, "handoff.lane", submitted.lane());
    put(attributes, "handoff.submitter", submitted.submitter());
    put(attributes, "handoff.retry_of", submitted.retryOf());
    put(attributes, "handoff.state", label(state.status()));
    put(attributes, "handoff.reason", state.reason() == null ? null : state.reason().label());
    return attributes.put("handoff.attempts", state.attempts().size()).build();
  }

  private List<LinkData> links(@Nullable TraceContext retried) {
    JobId earlier = trace.retryOf();
    if (earlier == null || retried == null) {
      return List.of();
    }
    SpanContext linked =
        SpanContext.createFromRemoteParent(
            retried.traceId(), SpanIds.ofJob(earlier), flags(retried), TraceState.getDefault());
    return List.of(
        LinkData.create(linked, Attributes.builder().put("handoff.link", "retry_of").build()));
  }

  private void wait(int attempt, long from, long to) {
    AttributesBuilder attributes = Attributes.builder().put("handoff.attempt", attempt);
    Instant due = trace.state().dueAt(attempt - 1);
    if (nanos(due) != from) {
      attributes.put("handoff.due", due.toString());
    }
    SpanContext waiting = span(SpanIds.ofPart(job, attempt, "waiting"));
    add(waiting, root, "waiting", from, to, attributes.build(), StatusData.unset());
  }

  private void attempt(AttemptState attempt, long end) {
    AttributesBuilder attributes =
        Attributes.builder()
            .put("handoff.job", job.text())
            .put("handoff.attempt", attempt.number());
    put(attributes, "handoff.worker", attempt.worker());
    put(attributes, "handoff.isolation", attempt.isolation());
    Reason reason = attempt.reason();
    put(attributes, "handoff.reason", reason == null ? null : reason.label());
    put(attributes, "handoff.loss", attempt.loss() == null ? null : label(attempt.loss()));
    boolean hasFailed = reason != null && reason.fault() != Reason.Fault.NONE;
    SpanContext span = span(SpanIds.ofAttempt(job, attempt.number()));
    long start = nanos(attempt.startedAt());
    StatusData status = hasFailed ? error(reason) : StatusData.unset();
    add(span, root, "attempt", start, end, attributes.build(), status);
    parts(attempt, span, start, end);
  }

  /** Phases follow one another; a check belongs to the phase in which it ended. */
  private void parts(AttemptState attempt, SpanContext parent, long start, long end) {
    int phases = 0;
    int checks = 0;
    SpanContext within = parent;
    long since = start;
    List<OfAttempt> parts = trace.parts(attempt);
    for (int i = 0; i < parts.size(); i++) {
      OfAttempt part = parts.get(i);
      if (part instanceof Progressed progressed) {
        within = span(SpanIds.ofPart(job, attempt.number(), "phase/" + phases++));
        since = nanos(progressed.at());
        String phase = SpanText.name(String.valueOf(progressed.phase()));
        long until = nextPhase(parts, i + 1, end);
        add(within, parent, phase, since, until, Attributes.empty(), StatusData.unset());
      } else if (part instanceof CheckFinished finished) {
        String id = SpanIds.ofPart(job, attempt.number(), "check/" + checks++);
        check(span(id), within, since, finished);
      }
    }
  }

  private static long nextPhase(List<OfAttempt> parts, int from, long end) {
    return parts.stream()
        .skip(from)
        .filter(Progressed.class::isInstance)
        .mapToLong(next -> nanos(next.at()))
        .findFirst()
        .orElse(end);
  }

  private void check(SpanContext span, SpanContext parent, long since, CheckFinished finished) {
    CheckResult check = Objects.requireNonNull(finished.check(), "check");
    long end = nanos(finished.at());
    long length = (long) (Math.max(0, check.seconds()) * NANOS); // at most Long.MAX_VALUE
    long start = Math.max(since, end - length);
    AttributesBuilder attributes = Attributes.builder();
    put(attributes, "handoff.check", check.name());
    put(attributes, "handoff.verdict", label(check.verdict()));
    if (check.exit() != null) {
      attributes.put("handoff.exit", check.exit());
    }
    StatusData status =
        check.verdict() == CheckVerdict.PASSED
            ? StatusData.unset()
            : StatusData.create(StatusCode.ERROR, label(check.verdict()));
    add(
        span,
        parent,
        SpanText.name("check " + check.name()),
        start,
        end,
        attributes.build(),
        status);
  }

  private void add(
      SpanContext span,
      SpanContext parent,
      String name,
      long start,
      long end,
      Attributes attributes,
      StatusData status) {
    spans.add(
        new EventSpan(span, parent, name, start, end, attributes, status, List.of(), resource));
  }

  private SpanContext span(String id) {
    return SpanContext.create(context.traceId(), id, flags(context), TraceState.getDefault());
  }

  private static TraceFlags flags(TraceContext of) {
    return of.isSampled() ? TraceFlags.getSampled() : TraceFlags.getDefault();
  }

  private static StatusData error(@Nullable Reason reason) {
    return StatusData.create(StatusCode.ERROR, reason == null ? "" : reason.label());
  }

  /** No time of an event is before 1970 or after 2262, whatever its writer says. */
  static long nanos(Instant at) {
    if (at.getEpochSecond() < 0) {
      return 0;
    }
    return at.getEpochSecond() >= Long.MAX_VALUE / NANOS
        ? Long.MAX_VALUE
        : at.getEpochSecond() * NANOS + at.getNano();
  }

  private static void put(AttributesBuilder attributes, String key, @Nullable String value) {
    if (value != null) {
      attributes.put(key, SpanText.value(value));
    }
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
