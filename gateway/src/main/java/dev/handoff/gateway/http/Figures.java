package dev.handoff.gateway.http;

import java.util.List;

/** The figures that {@code /metrics} serves. */
public interface Figures {

  /** In the text format of Prometheus. */
  String text();

  /** Why they are not complete; empty if they are. */
  List<String> problems();
}
