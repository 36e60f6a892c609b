package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.awaiter.json.JobJson;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.Base;
import dev.handoff.job.JobResult.Branch;
import dev.handoff.job.JobResult.Changes;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.job.JobResult.Touched;
import dev.handoff.job.JobResult.Usage;
import dev.handoff.job.Reason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The JSON object of a job. */
class JobJsonTest {

  private static final Touched MAKEFILE =
      new Touched("Makefile", Touched.What.DEFINITION, List.of("-check: test"));

  private static final JobResult FULL =
      new JobResult(
          new Base("/repository", "c0ffee"),
          new Changes(40, 46, 42, List.of("a.md")),
          List.of(
              new CheckResult("one", JobResult.CheckVerdict.COULD_NOT_RUN, null, 2.5, "tail\n"),
              new CheckResult(
                  "two", JobResult.CheckVerdict.PASSED, 0, 1, "", null, List.of(MAKEFILE))),
          new Outputs(
              new Branch("handoff/tidy-up-abcdef", "decade", null),
              new Artifact("patch", 12, "5ha", 3),
              new Artifact("report", 13, "6ha", 4),
              null,
              List.of(new Artifact("shots/1.png", 14, "7ha", 5)),
              null),
          new Usage("codex 1", "large", 10L, 20L, null),
          null);

  private static JsonNode json(RecordedJob job) throws Exception {
    String text = JobJson.text(job.view(), false);
    assertThat(text).doesNotContain("\n");
    return new ObjectMapper().readTree(text);
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  @Test
  void everyFieldIsThereWhateverIsKnownOfTheJob() throws Exception {
    RecordedJob running = RecordedJob.submitted().started();

    assertThat(names(json(RecordedJob.unknown())))
        .hasSize(31)
        .isEqualTo(names(json(RecordedJob.submitted())))
        .isEqualTo(names(json(running.inPhase("verify", 40))))
        .isEqualTo(names(json(running.completed(FULL))))
        .isEqualTo(names(json(running.failed(Reason.IDLE, "silent"))));
  }

  @Test
  void whatDecidesACheckAndWasChangedIsAList() throws Exception {
    JsonNode checks = json(RecordedJob.submitted().started().completed(FULL)).get("checks");

    assertThat(checks.get(0).get("touched")).isEmpty();
    assertThat(checks.get(1).get("touched").toString())
        .isEqualTo(
            "[{\"path\":\"Makefile\",\"what\":\"definition\",\"lines\":[\"-check: test\"]}]");
  }

  @Test
  void aQueuedJobTellsItsSubmission() throws Exception {
    JsonNode json = json(RecordedJob.submitted());

    assertThat(json.get("job").asText()).isEqualTo(RecordedJob.JOB.text());
    assertThat(json.get("title").asText()).isEqualTo("Tidy up");
    assertThat(json.get("state").asText()).isEqualTo("queued");
    assertThat(json.get("lane").asText()).isEqualTo("standard");
    assertThat(json.get("submitter").asText()).isEqualTo("ann");
    assertThat(json.get("template").asText()).isEqualTo("tidy");
    assertThat(json.get("submittedAt").asText()).isEqualTo("2026-01-02T03:04:05Z");
    assertThat(json.get("startedAt").isNull()).isTrue();
    assertThat(json.get("attempt").isNull()).isTrue();
    assertThat(json.get("attempts")).isEmpty();
  }

  @Test
  void aRunningJobTellsItsAttemptAndPhase() throws Exception {
    JsonNode json = json(RecordedJob.submitted().started().inPhase("verify", 40));

    assertThat(json.get("phase").asText()).isEqualTo("verify");
    assertThat(json.get("percent").asInt()).isEqualTo(40);
    assertThat(json.get("attempt").asInt()).isEqualTo(1);
    assertThat(json.get("attempts").get(0).toString())
        .isEqualTo(
            "{\"attempt\":1,\"worker\":\"worker-7\",\"isolation\":\"bwrap\","
                + "\"startedAt\":\"2026-01-02T03:04:06Z\",\"endedAt\":null,"
                + "\"reason\":null,\"message\":null}");
  }

  @Test
  void aFailedJobTellsReasonFaultAndMessage() throws Exception {
    JsonNode json = json(RecordedJob.submitted().started().failed(Reason.WORKER_LOST, "gone"));

    assertThat(json.get("state").asText()).isEqualTo("failed");
    assertThat(json.get("reason").asText()).isEqualTo("worker_lost");
    assertThat(json.get("fault").asText()).isEqualTo("system");
    assertThat(json.get("message").asText()).isEqualTo("gone");
    assertThat(json.get("exit").asInt()).isEqualTo(1);
    assertThat(json.get("endedAt").asText()).isEqualTo("2026-01-02T03:04:14Z");
  }

  @Test
  void aCompletedJobTellsWhatItProduced() throws Exception {
    JsonNode json = json(RecordedJob.submitted().started().completed(FULL));

    assertThat(json.get("exit").asInt()).isZero();
    assertThat(json.get("base").toString())
        .isEqualTo("{\"repo\":\"/repository\",\"commit\":\"c0ffee\"}");
    assertThat(json.get("changes").toString())
        .isEqualTo("{\"files\":40,\"added\":46,\"removed\":42,\"paths\":[\"a.md\"]}");
    assertThat(json.get("checks").get(0).toString())
        .isEqualTo(
            "{\"name\":\"one\",\"verdict\":\"could_not_run\",\"exit\":null,\"seconds\":2.5,"
                + "\"tail\":\"tail\\n\",\"before\":null,\"touched\":[]}");
    assertThat(json.get("outputs").toString())
        .isEqualTo(
            "{\"branch\":{\"name\":\"handoff/tidy-up-abcdef\",\"commit\":\"decade\","
                + "\"pushedTo\":null},"
                + "\"patch\":{\"name\":\"patch\",\"bytes\":12,\"sha256\":\"5ha\"},"
                + "\"report\":{\"name\":\"report\",\"bytes\":13,\"sha256\":\"6ha\"},"
                + "\"log\":null,"
                + "\"artifacts\":[{\"name\":\"shots/1.png\",\"bytes\":14,\"sha256\":\"7ha\"}],"
                + "\"pullRequest\":null,\"undelivered\":[]}");
    assertThat(json.get("usage").toString())
        .isEqualTo(
            "{\"agent\":\"codex 1\",\"model\":\"large\",\"inputTokens\":10,"
                + "\"outputTokens\":20,\"costUsd\":null}");
  }
}
