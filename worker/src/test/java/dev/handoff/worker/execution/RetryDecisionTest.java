package dev.handoff.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief.Retries;
import dev.handoff.job.JobEvent;
import dev.handoff.job.JobEvent.AttemptEnded;
import dev.handoff.job.JobEvent.Failed;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import dev.handoff.log.lane.LaneRecord;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RetryDecisionTest {

  private static final Instant END = Instant.parse("2026-03-01T10:00:00Z");

  @ParameterizedTest(name = "{0} attempts, {1} used up: tried again {2}")
  @CsvSource({"1,0,false", "2,0,true", "2,1,false", "3,1,true", "3,2,false"})
  void theJobsOwnFaultCostsOneOfItsAttempts(int attempts, int used, boolean isTriedAgain) {
    JobEvent event =
        verdict(attempts, List.of(), new LaneRecord.FaultCounts(used, 0), Reason.CHECK_FAILED);

    assertThat(event).isInstanceOf(isTriedAgain ? AttemptEnded.class : Failed.class);
  }

  @ParameterizedTest(name = "{0} system faults before: tried again {1}")
  @CsvSource({"0,true", "1,true", "2,false"})
  void theThirdFaultOfTheSystemEndsTheJob(int before, boolean isTriedAgain) {
    JobEvent event =
        verdict(1, List.of(), new LaneRecord.FaultCounts(0, before), Reason.SOURCE_UNAVAILABLE);

    assertThat(event).isInstanceOf(isTriedAgain ? AttemptEnded.class : Failed.class);
  }

  @Test
  void faultsOfTheSystemCostNoneOfTheJobsOwnAttempts() {
    JobEvent event = verdict(2, List.of(), new LaneRecord.FaultCounts(0, 2), Reason.RUN_FAILED);

    assertThat(event).isInstanceOf(AttemptEnded.class);
  }

  @Test
  void onlyReasonsThatTheBriefNamesAreTriedAgain() {
    List<String> on = List.of("timed_out");

    assertThat(verdict(3, on, LaneRecord.FaultCounts.NONE, Reason.RUN_FAILED))
        .isInstanceOf(Failed.class);
    assertThat(verdict(3, on, LaneRecord.FaultCounts.NONE, Reason.TIMED_OUT))
        .isInstanceOf(AttemptEnded.class);
  }

  @ParameterizedTest
  @EnumSource(names = {"INVALID_BRIEF", "POLICY_REFUSED"})
  void aRefusalIsNeverTriedAgain(Reason reason) {
    assertThat(verdict(5, List.of(), LaneRecord.FaultCounts.NONE, reason))
        .isInstanceOf(Failed.class);
  }

  @ParameterizedTest(name = "after {0} own faults: about {1} s")
  @CsvSource({"0,60", "1,120", "2,240", "3,480", "9,3600"})
  void theBackoffDoublesWithEachTryAndIsSpreadAndBounded(int used, long seconds) {
    for (long seed = 0; seed < 100; seed++) {
      AttemptEnded ended =
          (AttemptEnded)
              new RetryDecision(
                      new Retries(99, Duration.ofMinutes(1), List.of()),
                      new LaneRecord.FaultCounts(used, 0),
                      Instant.MAX,
                      RetryTimes.DEFAULT)
                  .failed(
                      attempt(),
                      new AttemptOutcome.Failed(Reason.RUN_FAILED, "", JobResult.NONE),
                      new SplittableRandom(seed));

      Duration wait = Duration.between(END, ended.retryAt());
      assertThat(wait)
          .isBetween(
              Duration.ofMillis(Math.min(seconds * 750, 3_600_000)),
              Duration.ofMillis(Math.min(seconds * 1250, 3_600_000)));
    }
  }

  private static JobEvent verdict(
      int attempts, List<String> on, LaneRecord.FaultCounts charge, Reason reason) {
    return new RetryDecision(
            new Retries(attempts, Duration.ofMinutes(1), on),
            charge,
            Instant.MAX,
            RetryTimes.DEFAULT)
        .failed(
            attempt(),
            new AttemptOutcome.Failed(reason, "why", JobResult.NONE),
            new SplittableRandom(1));
  }

  private static JobEvent limited(Instant reset, Instant latestStart) {
    return new RetryDecision(
            new Retries(1, Duration.ofMinutes(1), List.of()),
            LaneRecord.FaultCounts.NONE,
            latestStart,
            RetryTimes.DEFAULT)
        .failed(
            attempt(),
            new AttemptOutcome.Failed(Reason.AGENT_LIMITED, "limit", JobResult.NONE, reset),
            new SplittableRandom(1));
  }

  @Test
  void aLimitOfUseIsTriedAgainWhenTheToolSaidThatItIsLifted() {
    Instant reset = END.plus(Duration.ofHours(5));

    AttemptEnded ended = (AttemptEnded) limited(reset, END.plus(Duration.ofDays(3)));

    assertThat(ended.retryAt()).isEqualTo(reset);
  }

  @Test
  void aLimitThatIsLiftedAlreadyIsNotTriedAgainAtOnce() {
    AttemptEnded ended = (AttemptEnded) limited(END.minusSeconds(5), Instant.MAX);

    assertThat(ended.retryAt()).isAfter(END.plusSeconds(5));
  }

  @Test
  void aLimitThatOutlivesTheJobsEventsFailsItAndSaysWhenToSubmitItAgain() {
    Instant reset = END.plus(Duration.ofDays(6));

    Failed failed = (Failed) limited(reset, END.plus(Duration.ofDays(3)));

    assertThat(failed.reason()).isEqualTo(Reason.AGENT_LIMITED);
    assertThat(failed.message()).contains("limit", reset.toString(), "Submit it again");
  }

  private static RetryDecision.Attempt attempt() {
    return new RetryDecision.Attempt(1, "lease", END);
  }
}
