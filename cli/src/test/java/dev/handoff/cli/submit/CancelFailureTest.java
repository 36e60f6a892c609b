package dev.handoff.cli.submit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.job.JobId;
import java.time.Instant;
import java.util.concurrent.CompletionException;
import org.apache.kafka.common.errors.NetworkException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

class CancelFailureTest {

  private static final JobId JOB = JobId.next(Instant.parse("2026-03-01T12:00:00Z"), 0);

  @Test
  void whatIsRefusedWasNotAsked() {
    CommandException refused = of(new PolicyViolationException("not on Sundays"));

    assertThat(refused.exitCode()).isEqualTo(ExitCode.REFUSED);
    assertThat(refused)
        .hasMessage(JOB + " was not asked to end: the broker refuses what is sent: not on Sundays");
  }

  @Test
  void withoutTheRightNothingWasAsked() {
    CommandException refused = of(new TopicAuthorizationException("handoff.status"));

    assertThat(refused.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(refused.getMessage()).startsWith(JOB + " was not asked to end: this user may not");
  }

  @Test
  void whetherALostAnswerAskedIsUnknown() {
    CommandException unknown = of(new CompletionException(new NetworkException("gone")));

    assertThat(unknown.exitCode()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(unknown)
        .hasMessage(
            "it is unknown whether %s was asked to end: gone. Try again: cancelling twice is harmless"
                .formatted(JOB));
  }

  private static CommandException of(Throwable failure) {
    return CancelFailure.of(JOB, failure, "the broker");
  }
}
