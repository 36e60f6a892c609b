package dev.handoff.gateway.mcp.tool;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobIndex;
import dev.handoff.awaiter.JobSummary;
import dev.handoff.awaiter.json.SummaryJson;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobStatus;
import dev.handoff.log.status.StatusScan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Lists jobs, the newest first. */
final class ListJobsTool implements Tool {

  private static final int ROOM = 20_000;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int MOST_HOURS = 168;
  private static final int MOST = 100;

  private final ToolSchema schema = ToolSchema.of("list_jobs");
  private final JobSource source;

  ListJobsTool(JobSource source) {
    this.source = source;
  }

  @Override
  public ToolSchema schema() {
    return schema;
  }

  @Override
  public CompletableFuture<ToolAnswer> call(Arguments arguments, ToolCall call) throws Exception {
    String lane = arguments.text("lane").orElse(null);
    boolean isMine = arguments.flag("mine");
    Predicate<JobSummary> isInState = isIn(arguments.text("state").orElse(null));
    int hours = arguments.number("since_hours", 1, MOST_HOURS).orElse(24);
    int limit = arguments.number("limit", 1, MOST).orElse(20);
    Jobs jobs = source.jobs();
    JobIndex index = new JobIndex(ROOM);
    new StatusScan(jobs.kafka(), PATIENCE)
        .since(Instant.now().minus(Duration.ofHours(hours)), index::apply);
    List<JobSummary> found =
        index.newestFirst().stream()
            .filter(isInState)
            .filter(job -> isWanted(job, lane, isMine ? jobs.submitter() : null))
            .toList();
    return CompletableFuture.completedFuture(answer(found, limit, hours));
  }

  private Predicate<JobSummary> isIn(@Nullable String state) {
    if (state == null) {
      return job -> true;
    }
    List<String> known =
        Stream.of(schema.properties().path("state").path("enum"))
            .flatMap(all -> Stream.iterate(0, i -> i < all.size(), i -> i + 1).map(all::get))
            .map(each -> each.textValue())
            .toList();
    if (!known.contains(state)) {
      throw new ToolException(
          "state must be one of %s, got: %s"
              .formatted(String.join(", ", known), PlainText.one(state, 100)));
    }
    return job -> isIn(job.state().status(), state);
  }

  private static boolean isIn(JobStatus status, String state) {
    return switch (state) {
      case "live" -> !status.isTerminal();
      case "ended" -> status.isTerminal();
      default -> status.label().equals(state);
    };
  }

  private static boolean isWanted(
      JobSummary job, @Nullable String lane, @Nullable String submitter) {
    Submitted submitted = job.state().submitted();
    return (lane == null || submitted != null && lane.equals(submitted.lane()))
        && (submitter == null || submitted != null && submitted.isOf(submitter));
  }

  private static ToolAnswer answer(List<JobSummary> found, int limit, int hours) {
    List<JobSummary> shown = found.stream().limit(limit).toList();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode jobs = json.putArray("jobs");
    shown.forEach(job -> jobs.add(JobAnswer.json(SummaryJson.of(job))));
    json.put("more", found.size() - shown.size());
    if (shown.isEmpty()) {
      return ToolAnswer.of("No such job was submitted in the last " + hours + " hours.", json);
    }
    String lines = shown.stream().map(ListJobsTool::line).collect(Collectors.joining("\n"));
    String more =
        shown.size() == found.size()
            ? ""
            : "\n%d older ones are not shown.".formatted(found.size() - shown.size());
    return ToolAnswer.of(Fence.of("Jobs, the newest first, with their titles", lines) + more, json);
  }

  private static String line(JobSummary job) {
    return job.job()
        + "  "
        + StatusText.of(job.view())
        + "  "
        + PlainText.one(Objects.requireNonNullElse(job.title(), "-"), 100);
  }
}
