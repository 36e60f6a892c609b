package dev.handoff.bench.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

  @Test
  void columnsAreThoseOfAllRowsAndFiguresHaveFourDigits() {
    Table table =
        new Table(
            "speed",
            List.of(
                Table.row("side", "bare", "jobs/s", 81234.5678),
                Table.row("side", "handoff", "jobs/s", 40000.0, "ratio", 0.49237)));

    assertThat(table.text())
        .isEqualTo(
            """
            speed
            | side    | jobs/s | ratio  |
            |---|---|---|
            | bare    | 81,235 |        |
            | handoff | 40,000 | 0.4924 |
            """);
  }
}
