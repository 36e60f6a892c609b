package dev.handoff.worker.log;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.Cancelled;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobEvent.Progressed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Artifact;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.job.JobResult.Outputs;
import dev.handoff.job.Reason;
import dev.handoff.json.Json;
import dev.handoff.worker.secret.Redactor;
import dev.handoff.worker.secret.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** No event of a worker tells a secret, in whichever of its texts it stands. */
class RedactionTest {

  private static final Instant AT = Instant.parse("2030-01-01T00:00:00Z");
  private static final String TOLD = "the token is s3cr3t-value.";
  private static final String MASKED = "the token is ***.";

  private final Redaction redaction =
      new Redaction(Redactor.of(List.of(new Secret("TOKEN", "s3cr3t-value"))));

  /** Words that programs go by: changed, they would name something else. */
  private static final Set<String> MACHINE_WORDS =
      Set.of(
          "Submitted.submitter",
          "Submitted.lane",
          "Submitted.onBehalfOf",
          "Submitted.key",
          "Submitted.retryOf",
          "Submitted.traceparent",
          "Submitted.brief.lane",
          "Submitted.brief.env",
          "Submitted.brief.retries.on",
          "Submitted.brief.run.agent",
          "Submitted.brief.run.handler",
          "Submitted.brief.scope.sources.needs",
          "Submitted.brief.scope.sources.bundle.sha256",
          "Submitted.brief.scope.sources.carried.sha256",
          "Started.lease",
          "Started.worker",
          "Started.isolation",
          "Progressed.lease",
          "Progressed.phase",
          "CheckFinished.lease",
          "AttemptEnded.lease",
          "CancelRequested.by",
          "Completed.lease",
          "Failed.lease",
          "Cancelled.lease",
          "Cancelled.by");

  private static final Set<String> HASHES =
      Set.of(
          "base.commit",
          "outputs.branch.commit",
          "outputs.patch.sha256",
          "outputs.report.sha256",
          "outputs.log.sha256",
          "outputs.artifacts.sha256");

  @Test
  void ofAllEventsOnlyMachineWordsStayAsTheyWere() {
    Set<String> expected = new TreeSet<>(MACHINE_WORDS);
    for (String end : List.of("Completed", "Failed", "Cancelled")) {
      HASHES.forEach(hash -> expected.add(end + ".result." + hash));
    }

    Set<String> telling = new TreeSet<>();
    FilledEvents.of(TOLD)
        .forEach(
            event -> {
              JsonNode json = Json.tolerant().tree(redaction.of(event));
              addTelling(event.getClass().getSimpleName(), json, telling);
            });

    assertThat(telling).isEqualTo(expected);
  }

  /** Adds the places where the secret stands. */
  private static void addTelling(String place, JsonNode json, Set<String> telling) {
    if (json.asText().contains("s3cr3t-value")) {
      telling.add(place);
    }
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      String inner = place + "." + field.getKey();
      addTelling(inner, TextNode.valueOf(field.getKey()), telling);
      addTelling(inner, field.getValue(), telling);
    }
    if (json.isArray()) {
      json.forEach(element -> addTelling(place, element, telling));
    }
  }

  @Test
  void aSecretThatIsTheWordOfAVerdictChangesNoVerdict() {
    Redaction ofWords = new Redaction(Redactor.of(List.of(new Secret("WORD", "failed"))));

    CheckFinished told =
        (CheckFinished) ofWords.of(new CheckFinished(AT, 1, "a", check("it failed")));

    assertThat(told.check()).isEqualTo(check("it ***"));
  }

  @Test
  void aSecretThatHappensToBeInAHashLeavesTheFileVerifiable() {
    Artifact report = new Artifact("report", 1, "00c0ffee00", 0);
    Outputs outputs = new Outputs(null, null, report, null, null, null);
    JobResult result = new JobResult(null, null, null, outputs, null, null);
    Redaction ofWords = new Redaction(Redactor.of(List.of(new Secret("DRINK", "c0ffee"))));

    Completed told = (Completed) ofWords.of(new Completed(AT, 1, "a", result));

    assertThat(told.result().outputs().report()).isEqualTo(report);
  }

  private static CheckResult check(String tail) {
    return new CheckResult(
        "tests", JobResult.CheckVerdict.FAILED, 1, 2.5, tail, JobResult.CheckVerdict.PASSED, null);
  }

  private static JobResult result(String text) {
    JsonNode value =
        Json.tolerant().read("{\"" + text + "\": [\"" + text + "\", 7]}", JsonNode.class);
    return new JobResult(
        new JobResult.Base("/srv/git/a", "c0ffee"),
        new JobResult.Changes(1, 2, 3, List.of("a.txt", text)),
        List.of(check(text)),
        null,
        null,
        value);
  }

  @Test
  void progressTellsNone() {
    assertThat(redaction.of(new Progressed(AT, 1, "a", "run", TOLD, 5)))
        .isEqualTo(new Progressed(AT, 1, "a", "run", MASKED, 5));
  }

  @Test
  void aCheckTellsNone() {
    assertThat(redaction.of(new CheckFinished(AT, 1, "a", check(TOLD))))
        .isEqualTo(new CheckFinished(AT, 1, "a", check(MASKED)));
  }

  @Test
  void theEndOfAnAttemptTellsNone() {
    assertThat(redaction.of(new AttemptEnded(AT, 1, "a", Reason.RUN_FAILED, TOLD, AT)))
        .isEqualTo(new AttemptEnded(AT, 1, "a", Reason.RUN_FAILED, MASKED, AT));
  }

  @Test
  void aResultTellsNoneAnywhereInIt() {
    assertThat(redaction.of(new Completed(AT, 1, "a", result(TOLD))))
        .isEqualTo(new Completed(AT, 1, "a", result(MASKED)));
  }

  @Test
  void aFailureTellsNoneInItsMessageAndResult() {
    assertThat(redaction.of(new Failed(AT, 1, "a", Reason.RUN_FAILED, TOLD, result(TOLD))))
        .isEqualTo(new Failed(AT, 1, "a", Reason.RUN_FAILED, MASKED, result(MASKED)));
  }

  @Test
  void aCancellationTellsNoneInItsReasonAndResult() {
    assertThat(redaction.of(new Cancelled(AT, 1, "a", "ann", TOLD, result(TOLD))))
        .isEqualTo(new Cancelled(AT, 1, "a", "ann", MASKED, result(MASKED)));
  }

  @Test
  void aResultWithoutASecretIsTheSame() {
    JobResult plain = result("nothing to hide");

    Completed completed = (Completed) redaction.of(new Completed(AT, 1, "a", plain));

    assertThat(completed.result()).isEqualTo(plain);
  }

  @Test
  void whatIsAbsentStaysAbsent() {
    assertThat(redaction.of(new Failed(AT, 1, "a", Reason.RUN_FAILED, null, null)))
        .isEqualTo(new Failed(AT, 1, "a", Reason.RUN_FAILED, null, null));
  }

  @Test
  void anEventWithoutTextsOfAJobStaysAsItIs() {
    JobEvent started = new Started(AT, 1, "a", "worker-1", 5, "bwrap");

    assertThat(redaction.of(started)).isSameAs(started);
  }

  @Test
  void whereNoSecretIsKnownAnEventStaysAsItIs() {
    JobEvent progressed = new Progressed(AT, 1, "a", "run", TOLD, 5);

    assertThat(new Redaction(Redactor.NONE).of(progressed)).isSameAs(progressed);
  }

  @Test
  void aResultOfNothingStaysOne() {
    Completed completed = new Completed(AT, 1, "a", JobResult.NONE);

    assertThat(redaction.of(completed)).isEqualTo(completed);
  }
}
