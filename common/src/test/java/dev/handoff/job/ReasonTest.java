package dev.handoff.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReasonTest {

  /** What a job may cost: its own faults are its attempts, the system's are counted apart. */
  @ParameterizedTest
  @CsvSource({
    "JOB, run_failed check_failed scope_violation no_change timed_out idle out_of_memory"
        + " output_too_large secret_found invalid_brief policy_refused",
    "SYSTEM, agent_unavailable agent_limited source_unavailable setup_failed check_could_not_run"
        + " worker_lost disk_full expired undeliverable infrastructure",
    "NONE, worker_stopping",
  })
  void everyReasonIsSomebodysFaultOrNobodys(Reason.Fault fault, String labels) {
    String of =
        Stream.of(Reason.values())
            .filter(reason -> reason.fault() == fault)
            .map(Reason::label)
            .collect(Collectors.joining(" "));

    assertThat(of).isEqualTo(labels);
  }
}
