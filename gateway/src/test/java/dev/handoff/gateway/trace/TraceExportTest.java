package dev.handoff.gateway.trace;

import static dev.handoff.gateway.trace.TraceEvents.completed;
import static dev.handoff.gateway.trace.TraceEvents.started;
import static dev.handoff.gateway.trace.TraceEvents.submitted;
import static dev.handoff.gateway.trace.TraceEvents.trace;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.gateway.trace.TraceExport.Patience;
import dev.handoff.testkit.FreePorts;
import dev.handoff.testkit.OtlpReceiver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** What becomes of traces when their collector does not do as it should. */
class TraceExportTest {

  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Patience SHORT = new Patience(Duration.ofMillis(1), LONG, LONG);

  private static TraceExport export(String url, Patience patience) {
    return new TraceExport(OtlpAddress.parse(url), "1", job -> Optional.empty(), patience);
  }

  private static JobTrace ended() {
    return trace(submitted(), started(1, 1), completed(2, 1));
  }

  private static void await(TraceExport export, long exported, long dropped) {
    Awaitility.await()
        .atMost(LONG)
        .untilAsserted(
            () -> {
              assertThat(export.counts().exported()).isEqualTo(exported);
              assertThat(export.counts().dropped()).isEqualTo(dropped);
            });
  }

  @Test
  void aCollectorThatIsUnavailableForAMomentLosesNothing() throws IOException {
    try (OtlpReceiver receiver = new OtlpReceiver(0);
        TraceExport export = export(receiver.url(), SHORT)) {
      receiver.refuseWith(503, 429, 503);

      export.offer(ended());

      await(export, 3, 0);
      assertThat(receiver.requests()).isEqualTo(4);
      assertThat(receiver.spans()).hasSize(3);
    }
  }

  @Test
  void whatItRefusesForGoodIsDroppedAtOnceAndTheNextIsSent() throws IOException {
    try (OtlpReceiver receiver = new OtlpReceiver(0);
        TraceExport export = export(receiver.url(), SHORT)) {
      receiver.refuseWith(400);

      export.offer(ended());
      await(export, 0, 3);
      export.offer(ended());

      await(export, 3, 3);
      assertThat(receiver.requests()).isEqualTo(2);
      assertThat(export.counts().text())
          .contains(
              "# TYPE handoff_trace_spans_exported_total counter\n",
              "\nhandoff_trace_spans_exported_total 3\n",
              "\nhandoff_trace_spans_dropped_total 3\n");
    }
  }

  @Test
  void aCollectorThatIsDownCostsItsTracesAndGetsThoseAfterItsReturn() throws IOException {
    int port = FreePorts.take();
    try (TraceExport export = export("http://127.0.0.1:" + port, SHORT)) {
      export.offer(ended());
      await(export, 0, 3);

      try (OtlpReceiver receiver = new OtlpReceiver(port)) {
        export.offer(ended());
        await(export, 3, 3);
        assertThat(receiver.spans()).hasSize(3);
      }
    }
  }

  /** Nobody waits for it: neither who offers nor who closes. */
  @Test
  void aCollectorThatNeverAnswersFillsABoundedQueue() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        TraceExport export =
            export(
                "http://127.0.0.1:" + silent.getLocalPort(),
                new Patience(LONG, LONG, Duration.ofMillis(10)))) {
      int offered = 3000;
      for (int i = 0; i < offered; i++) {
        export.offer(ended());
      }

      // A request of a thousand spans is under way, and a thousand jobs wait.
      assertThat(export.counts().dropped()).isBetween(3L * 1000, 3L * 2000);
      assertThat(export.counts().exported()).isZero();
    }
  }

  @Test
  void whatWaitsIsSentAtTheEnd() throws IOException {
    try (OtlpReceiver receiver = new OtlpReceiver(0)) {
      TraceExport export = export(receiver.url(), SHORT);
      for (int i = 0; i < 400; i++) {
        export.offer(ended());
      }
      export.close();

      await(export, 1200, 0);
      assertThat(receiver.spans()).hasSize(1200);
    }
  }
}
