package dev.handoff.cli.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DueTimeTest {

  private static final ZoneId PRAGUE = ZoneId.of("Europe/Prague");

  private static Instant parse(String text, String now) {
    return DueTime.parse(text, ZonedDateTime.of(java.time.LocalDateTime.parse(now), PRAGUE));
  }

  @ParameterizedTest
  @CsvSource({
    "22:00, 2026-01-05T12:00, 2026-01-05T21:00:00Z",
    "22:00, 2026-01-05T21:59:59, 2026-01-05T21:00:00Z",
    "22:00, 2026-01-05T22:00, 2026-01-06T21:00:00Z",
    "08:30, 2026-01-05T12:00, 2026-01-06T07:30:00Z",
    "08:30:15, 2026-01-05T12:00, 2026-01-06T07:30:15Z"
  })
  void aTimeOfDayIsTheNextOneHere(String text, String now, String due) {
    assertThat(parse(text, now)).isEqualTo(due);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-03-01T22:00, 2026-03-01T21:00:00Z",
    "2026-07-01T22:00:05, 2026-07-01T20:00:05Z",
    "2026-03-01T22:00Z, 2026-03-01T22:00:00Z",
    "2026-03-01T22:00+05:30, 2026-03-01T16:30:00Z",
    "2026-03-01T22:00-05:00[America/New_York], 2026-03-02T03:00:00Z",
    "2020-03-01T22:00Z, 2020-03-01T22:00:00Z"
  })
  void aDateIsInItsZoneOrElseHere(String text, String due) {
    assertThat(parse(text, "2026-01-05T12:00")).isEqualTo(due);
  }

  @Test
  void aTimeThatAChangeOfClocksSkipsComesAfterIt() {
    assertThat(parse("02:30", "2026-03-29T01:00")).isEqualTo("2026-03-29T01:30:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "22", "25:00", "10pm", "2026-03-01", "2026-13-01T10:00", "tomorrow"})
  void anythingElseIsAUsageError(String text) {
    assertThatThrownBy(() -> parse(text, "2026-01-05T12:00"))
        .isInstanceOfSatisfying(
            CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("--at must be a time such as 22:00")
        .hasMessageEndingWith("got: " + text);
  }
}
