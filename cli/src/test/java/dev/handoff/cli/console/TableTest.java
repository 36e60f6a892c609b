package dev.handoff.cli.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handoff.cli.options.SinceOption;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.TypeConversionException;

/** Tables and times for people. */
class TableTest {

  private static final Instant NOW = Instant.parse("2026-01-02T12:00:00Z");

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    Table table = new Table("A", "LONG", "LAST");
    table.add("wide cell", "築地", "end");
    table.add("", "b", "");

    assertThat(table.lines())
        .containsExactly("A          LONG  LAST", "wide cell  築地    end", "           b");
  }

  @Test
  void aCellIsOneLineAndGivesATerminalNoOrders() {
    Table table = new Table("A");
    table.add("one\ntwo\u001b[31m\tred\u0007");

    assertThat(table.lines()).containsExactly("A", "one two red");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-01-02T11:59:55Z, 5 s ago",
    "2026-01-02T11:00:00Z, 60 min ago",
    "2026-01-02T09:00:00Z, 3 h ago",
    "2025-12-20T12:00:00Z, 13 d ago",
    "2026-01-02T14:00:00Z, in 2 h"
  })
  void timesAreToldAsPeopleSpeakOfThem(Instant time, String text) {
    assertThat(RelativeTime.of(time, NOW)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "2h, 2026-01-02T10:00:00Z",
    "90, 2026-01-02T11:58:30Z",
    "2026-01-01T08:00, 2026-01-01T07:00:00Z",
    "2026-01-01T08:00:00Z, 2026-01-01T08:00:00Z",
    "99999d, 1970-01-01T00:00:00Z"
  })
  void sinceIsADurationOrATime(String text, Instant time) {
    assertThat(SinceOption.at(text, NOW, ZoneOffset.ofHours(1))).isEqualTo(time);
  }

  @Test
  void sinceThatIsNeitherIsRefused() {
    assertThatThrownBy(() -> SinceOption.at("yesterday", NOW, ZoneId.of("UTC")))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageContaining("2d")
        .hasMessageContaining("yesterday");
  }

  @Test
  void aStateShowsByItsColour() {
    String row = "task-0123  failed: run_failed  5 s ago";

    assertThat(StateColor.of(row))
        .isEqualTo("task-0123  \u001b[31mfailed:\u001b[0m run_failed  5 s ago");
    assertThat(StateColor.of("JOB  STATE")).isEqualTo("JOB  STATE");
  }
}
