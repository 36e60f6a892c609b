package dev.handoff.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.RecordedJob;
import dev.handoff.job.JobResult;
import dev.handoff.job.Reason;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The codes that scripts rely on: one for each state of a job. */
class ExitCodeTest {

  private static final EnumSet<Reason> REFUSALS =
      EnumSet.of(Reason.INVALID_BRIEF, Reason.POLICY_REFUSED);

  @Test
  void theCodesAreThoseThatAreDocumented() {
    assertThat(
            new int[] {
              ExitCode.COMPLETED,
              ExitCode.FAILED,
              ExitCode.USAGE,
              ExitCode.CANCELLED,
              ExitCode.UNKNOWN,
              ExitCode.REFUSED,
              ExitCode.TIMED_OUT,
              ExitCode.UNAVAILABLE,
              ExitCode.INTERRUPTED
            })
        .containsExactly(0, 1, 2, 3, 4, 5, 124, 125, 130);
  }

  @Test
  void aJobThatHasNotEndedIsATimeOut() {
    assertThat(ExitCode.of(RecordedJob.submitted().state())).isEqualTo(124);
    assertThat(ExitCode.of(RecordedJob.submitted().started().state())).isEqualTo(124);
  }

  @Test
  void anUnknownJobIsNeitherFailedNorTimedOut() {
    assertThat(ExitCode.of(RecordedJob.unknown().state())).isEqualTo(4);
  }

  @Test
  void onlyACompletedJobIsZero() {
    RecordedJob running = RecordedJob.submitted().started();

    assertThat(ExitCode.of(running.completed(JobResult.NONE).state())).isZero();
    assertThat(ExitCode.of(running.cancelled(null).state())).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource(Reason.class)
  void everyReasonIsAFailureButARefusal(Reason reason) {
    RecordedJob failed = RecordedJob.submitted().started().failed(reason, "why");

    assertThat(ExitCode.of(failed.state())).isEqualTo(REFUSALS.contains(reason) ? 5 : 1);
  }
}
