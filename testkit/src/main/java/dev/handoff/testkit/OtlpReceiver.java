package dev.handoff.testkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A collector that reads what it receives by the classes of the protocol. Thread-safe. */
public final class OtlpReceiver implements AutoCloseable {

  private static final String PROTOBUF = "application/x-protobuf";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  // Guarded by this.
  private final Queue<Integer> refusals = new ArrayDeque<>();
  private final List<ResourceSpans> received = new ArrayList<>();
  private int requests;

  /**
   * @param port 0: any
   */
  public OtlpReceiver(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/v1/traces", this::receive);
    server.setExecutor(threads);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Answers the next requests so before it takes any again. */
  public synchronized void refuseWith(Integer... statuses) {
    refusals.addAll(List.of(statuses));
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      boolean isProtobuf = PROTOBUF.equals(exchange.getRequestHeaders().getFirst("Content-Type"));
      exchange.getResponseHeaders().set("Content-Type", PROTOBUF);
      exchange.sendResponseHeaders(isProtobuf ? answer(body) : 415, -1);
    }
  }

  private synchronized int answer(byte[] body) throws IOException {
    requests++;
    Integer refusal = refusals.poll();
    if (refusal != null) {
      return refusal;
    }
    received.addAll(ExportTraceServiceRequest.parseFrom(body).getResourceSpansList());
    return 200;
  }

  public synchronized int requests() {
    return requests;
  }

  public synchronized List<ResourceSpans> received() {
    return List.copyOf(received);
  }

  /** All spans that it has taken, in their order. */
  public List<Span> spans() {
    List<Span> all = new ArrayList<>();
    for (ResourceSpans of : received()) {
      of.getScopeSpansList().stream().map(ScopeSpans::getSpansList).forEach(all::addAll);
    }
    return all;
  }

  /** Those of one trace. */
  public List<Span> spans(String traceId) {
    return spans().stream().filter(span -> traceId(span).equals(traceId)).toList();
  }

  public static String traceId(Span span) {
    return hex(span.getTraceId());
  }

  public static String spanId(Span span) {
    return hex(span.getSpanId());
  }

  /** Empty if it has none. */
  public static String parentId(Span span) {
    return hex(span.getParentSpanId());
  }

  public static String hex(com.google.protobuf.ByteString id) {
    return HexFormat.of().formatHex(id.toByteArray());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
