package dev.handoff.gateway.http;

import dev.handoff.gateway.access.TokenRole;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Whether the gateway lives, is ready, and how much goes on. */
final class HealthRoutes {

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String FIGURES = "text/plain; version=0.0.4; charset=utf-8";

  private final Supplier<List<String>> problems;
  private final Figures figures;

  /**
   * @param problems why the gateway is not ready; empty if it is
   */
  HealthRoutes(Supplier<List<String>> problems, Figures figures) {
    this.problems = problems;
    this.figures = figures;
  }

  List<Route> routes() {
    return List.of(
        new Route("GET", "/healthz", null, (exchange, path) -> exchange.text(200, TEXT, "alive\n")),
        new Route("GET", "/readyz", null, (exchange, path) -> ready(exchange)),
        new Route(
            "GET",
            "/metrics",
            TokenRole.WATCHER,
            (exchange, path) -> exchange.text(200, FIGURES, figures.text())));
  }

  private void ready(Exchange exchange) {
    List<String> all = new ArrayList<>(problems.get());
    all.addAll(figures.problems());
    if (all.isEmpty()) {
      exchange.text(200, TEXT, "ready\n");
    } else {
      exchange.text(503, TEXT, "not ready\n" + String.join("\n", all) + "\n");
    }
  }
}
