package dev.handoff.worker.attempt.agents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResetTimeTest {

  /** 12:00 in UTC is 13:00 in Berlin. */
  private static final ResetTime RESET =
      new ResetTime(Instant.parse("2026-11-21T12:00:00Z"), ZoneId.of("Europe/Berlin"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "or try again at 3:05 PM.|2026-11-21T14:05:00Z",
        "Try again at 12:59 PM.|2026-11-21T11:59:00Z",
        "Try again at 12:30 AM.|2026-11-21T23:30:00Z",
        "Try again at 9:00 AM.|2026-11-22T08:00:00Z",
        "try again at Nov 25th, 2026 3:05 PM.|2026-11-25T14:05:00Z",
        "try again at Dec 1st, 2026 12:00 AM.|2026-11-30T23:00:00Z",
        "You've hit your limit · resets 10pm (Europe/Moscow)|2026-11-21T19:00:00Z",
        "limit · resets 1:30am (Asia/Dhaka)|2026-11-21T19:30:00Z",
        "weekly limit · resets Jan 2, 9am (UTC)|2027-01-02T09:00:00Z",
        "Please try again in 2 days 3 hours 4 minutes.|2026-11-23T15:04:00Z",
        "Please try again in 20s.|2026-11-21T12:00:20Z",
      })
  void findsTheTimeThatTheToolNames(String message, String time) {
    assertThat(RESET.in(message)).contains(Instant.parse(time));
  }

  @Test
  void findsASecondOfTheEpoch() {
    assertThat(RESET.in("usage limit reached|1795280400"))
        .contains(Instant.ofEpochSecond(1795280400));
  }

  @Test
  void aMessageOfManyPartsIsReadToItsEnd() {
    assertThat(RESET.in("try again in " + "1s ".repeat(20_000)))
        .contains(Instant.parse("2026-11-21T17:33:20Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "try again later",
        "try again at noon",
        "try again at 25:00 PM",
        "try again at 3:99 PM",
        "try again at Feb 31st, 2026 3:05 PM",
        "resets 10pm (Nowhere/Land)",
        "limit reached|1",
        "limit reached|9999999999",
      })
  void findsNoneWhereNoneIsNamed(String message) {
    assertThat(RESET.in(message)).isEmpty();
  }
}
