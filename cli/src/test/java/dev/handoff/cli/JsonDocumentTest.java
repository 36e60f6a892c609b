package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.awaiter.JobSummary;
import dev.handoff.awaiter.json.EventJson;
import dev.handoff.awaiter.json.JobJson;
import dev.handoff.awaiter.json.SummaryJson;
import dev.handoff.cli.show.EventText;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.CancelRequested;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.log.status.RecordedEvent;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The JSON that commands print matches docs/json.md. */
class JsonDocumentTest {

  private static final RecordedJob RUNNING = RecordedJob.submitted().started();

  @Test
  void everyFieldOfAJobIsDocumented() throws Exception {
    JsonNode job = parse(JobJson.text(RUNNING.completed(JobResult.NONE).view(), false));

    assertThat(section("Job")).contains(quoted(job));
    assertThat(section("Job")).contains(quoted(job.get("attempts").get(0)));
    assertThat(section("Job")).contains(quoted(job.get("outputs")));
  }

  @Test
  void everyFieldOfASummaryIsDocumentedAndThereWithNull() throws Exception {
    RecordedJob done = RUNNING.inPhase("run", 10).failed(Reason.RUN_FAILED, "x");
    JsonNode summary =
        parse(SummaryJson.of(new JobSummary(done.job(), "Tidy \u009bup", done.state())));

    assertThat(section("Summary")).contains(quoted(summary));
    assertThat(summary.get("title").asText()).isEqualTo("Tidy \u009bup");
    assertThat(summary.get("exit").asInt()).isEqualTo(1);
    assertThat(summary.get("worker").asText()).isEqualTo("worker-7");
    JsonNode unknown =
        parse(SummaryJson.of(new JobSummary(done.job(), null, RecordedJob.unknown().state())));
    assertThat(unknown.fieldNames()).toIterable().containsExactlyElementsOf(names(summary));
  }

  @Test
  void aSummarySaysTheSameOfWhatAListKeepsOfAJob() {
    RecordedJob again = RUNNING.attemptEnded(Reason.RUN_FAILED, "x").started();

    for (RecordedJob job :
        List.of(
            RecordedJob.unknown(),
            RecordedJob.submitted(),
            again.inPhase("run", 10),
            again.completed(JobResult.NONE),
            again.failed(Reason.RUN_FAILED, "x"),
            again.cancelled("no longer needed"))) {
      assertThat(SummaryJson.of(new JobSummary(job.job(), "Tidy", job.state().withoutTexts())))
          .isEqualTo(SummaryJson.of(new JobSummary(job.job(), "Tidy", job.state())));
    }
  }

  @Test
  void everyEventAndItsFieldsAreDocumented() throws Exception {
    String events = section("Event");

    for (Class<?> type : eventTypes(JobEvent.class)) {
      String name = type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toLowerCase();
      String row =
          events
              .lines()
              .filter(line -> line.startsWith("| `" + name + "` |"))
              .findFirst()
              .orElse("");
      for (RecordComponent field : type.getRecordComponents()) {
        if (!field.getName().equals("at")) {
          assertThat(row).as(name).contains("`" + inJson(field) + "`");
        }
      }
    }
  }

  private static String inJson(RecordComponent field) {
    JsonProperty name = field.getAccessor().getAnnotation(JsonProperty.class);
    return name == null ? field.getName() : name.value();
  }

  @Test
  void anEventForPeopleIsOneLineWithoutOrders() {
    RecordedEvent event =
        new RecordedEvent(
            RecordedJob.JOB,
            new Progressed(
                RecordedJob.SUBMITTED_AT.plusSeconds(75), 1, "A", "run", "a\n\u001b[31mb", 40),
            7);

    assertThat(EventText.row(event, false))
        .isEqualTo(
            "2026-01-02T03:05:20Z   +0:01:15  progressed        run 40 %: a b (changes nothing)");
  }

  @Test
  void anEventForProgramsTellsWhereItStands() throws Exception {
    JobEvent started = new Started(RecordedJob.SUBMITTED_AT, 1, "A", "worker-7", 3, null);

    JsonNode json = parse(EventJson.of(new RecordedEvent(RecordedJob.JOB, started, 7), true));

    assertThat(json.fieldNames())
        .toIterable()
        .containsExactly(
            "job", "offset", "event", "counted", "at", "attempt", "lease", "worker", "laneOffset");
    assertThat(json.get("event").asText()).isEqualTo("started");
    assertThat(json.get("offset").asLong()).isEqualTo(7);
  }

  @Test
  void namesOfEventsAreWords() {
    assertThat(EventJson.name(new CancelRequested(RecordedJob.SUBMITTED_AT, "ann", null)))
        .isEqualTo("cancel_requested");
    assertThat(
            EventJson.name(
                new AttemptEnded(RecordedJob.SUBMITTED_AT, 1, "A", Reason.WORKER_LOST, null, null)))
        .isEqualTo("attempt_ended");
  }

  private static List<Class<?>> eventTypes(Class<?> sealed) {
    return java.util.stream.Stream.of(sealed.getPermittedSubclasses())
        .flatMap(
            type -> type.isSealed() ? eventTypes(type).stream() : java.util.stream.Stream.of(type))
        .<Class<?>>map(type -> type)
        .distinct()
        .toList();
  }

  private static String section(String title) throws Exception {
    Path page = Path.of("..", "docs", "json.md");
    String text = Files.readString(page);
    int start = text.indexOf("\n## " + title + "\n");
    assertThat(start).as(title).isNotNegative();
    int end = text.indexOf("\n## ", start + 4);
    return text.substring(start, end < 0 ? text.length() : end);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new java.util.ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<String> quoted(JsonNode object) {
    return names(object).stream().map(name -> "`" + name).toList();
  }

  private static JsonNode parse(String json) throws Exception {
    return new ObjectMapper().readTree(json);
  }
}
