package dev.handoff.job;

import static dev.handoff.job.SomeEvents.AT;
import static dev.handoff.job.SomeEvents.submitted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobEvent.CheckFinished;
import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Submitted;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobEventTest {

  private static final int LONG = 50_000;

  static List<JobEvent> events() {
    return SomeEvents.ofEveryKind(1, "A");
  }

  private static JobEvent withLongTexts(JobEvent event) {
    return event.mapTexts(text -> text + "x".repeat(LONG));
  }

  private static int size(JobEvent event) {
    return Json.tolerant().write(event).length;
  }

  @ParameterizedTest
  @MethodSource("events")
  void mappedToThemselvesTextsChangeNothing(JobEvent event) {
    assertThat(event.mapTexts(text -> text)).isEqualTo(event);
  }

  @ParameterizedTest
  @MethodSource("events")
  void howeverLongATextIsItIsNotKept(JobEvent event) {
    JobEvent kept = withLongTexts(event).withoutTexts();

    // The name of a check is kept, which a brief limits.
    assertThat(size(kept)).isLessThan(kept instanceof CheckFinished ? LONG + 500 : 1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run: {handler: show, with: {text: [a, b]}}",
        "run: {agent: claude, model: m, effort: high}",
        "run: {command: make}\nsetup: [make deps]\nchecks: [{name: tests, run: make test}]",
        "run: {command: make}\nconstraints: [none]\ninputs: [a.txt]\nprotect: [b.txt]",
        "run: {command: make}\nscope: {repo: /srv/a, ref: main, include: [a], carry: [b]}",
      })
  void ofABriefNoLongTextIsKept(String text) {
    Brief brief = new BriefReader().read(("goal: do it\n" + text).getBytes(StandardCharsets.UTF_8));
    Submitted submitted = new Submitted(AT, brief, "ann", "standard", 0L, null, null);

    assertThat(size(withLongTexts(submitted).withoutTexts())).isLessThan(1000);
  }

  @Test
  void whatADueTimeNeedsIsKeptOfABrief() {
    Submitted submitted = submitted();
    Submitted kept = submitted.withoutTexts();

    assertThat(kept.brief().limits()).isEqualTo(submitted.brief().limits());
    assertThat(kept.brief().retries()).isEqualTo(submitted.brief().retries());
    assertThat(kept.brief().lane()).isEqualTo(submitted.brief().lane());
    assertThat(kept).usingRecursiveComparison().ignoringFields("recorded").isEqualTo(submitted);
  }

  @Test
  void anEndIsKeptWithoutItsResult() {
    CheckResult check =
        new CheckResult("tests", JobResult.CheckVerdict.PASSED, 0, 1.5, "x".repeat(LONG));
    JobResult result = new JobResult(null, null, List.of(check), null, null, null);

    assertThat(new Completed(AT, 1, "A", result).withoutTexts())
        .isEqualTo(new Completed(AT, 1, "A", null));
  }
}
