package dev.handoff.gateway;

import dev.handoff.gateway.http.Figures;
import dev.handoff.gateway.trace.SpanCounts;
import java.util.List;

/** Figures and those of the export of traces. */
record TraceFigures(Figures figures, SpanCounts counts) implements Figures {

  @Override
  public String text() {
    return figures.text() + counts.text();
  }

  @Override
  public List<String> problems() {
    return figures.problems();
  }
}
