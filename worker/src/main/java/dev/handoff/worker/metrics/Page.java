package dev.handoff.worker.metrics;

import java.util.List;

/** An answer to a GET. */
public record Page(int status, String contentType, String body) {

  private static final String TEXT = "text/plain; charset=utf-8";

  /** In the text format of Prometheus. */
  public static Page figures(String text) {
    return new Page(200, "text/plain; version=0.0.4; charset=utf-8", text);
  }

  public static Page text(int status, String text) {
    return new Page(status, TEXT, text + "\n");
  }

  /** 200 if there is no problem, else 503 with all of them. */
  public static Page readiness(List<String> problems) {
    return problems.isEmpty()
        ? text(200, "ready")
        : text(503, "not ready\n" + String.join("\n", problems));
  }
}
