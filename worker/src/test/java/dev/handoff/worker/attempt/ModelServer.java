package dev.handoff.worker.attempt;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/**
 * A model's server on loopback that speaks as much of the Responses API as codex needs, and as much
 * of the Messages API as claude does. Its model has one command run and then says that all is done.
 */
final class ModelServer implements AutoCloseable {

  /** How it answers. */
  enum Mood {
    WORKING,
    SILENT,
    UNAUTHORIZED,
    LIMITED
  }

  private static final String USAGE =
      "{\"input_tokens\":10,\"input_tokens_details\":null,\"output_tokens\":5,"
          + "\"output_tokens_details\":null,\"total_tokens\":15}";

  private final HttpServer server;
  private final Mood mood;
  private final String command;
  private final long resetsAt;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * @param command that the model has run
   * @param resetsAt when the limit of use is lifted, in seconds of the epoch
   */
  ModelServer(Mood mood, String command, long resetsAt) throws IOException {
    this.mood = mood;
    this.command = command;
    this.resetsAt = resetsAt;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            run -> {
              Thread thread = new Thread(run, "model-server");
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", this::answer);
    server.start();
  }

  /** Without a slash at its end. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<String> requests() {
    return requests;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    if (!exchange.getRequestMethod().equals("POST")) {
      reply(exchange, 404, "{}");
      return;
    }
    requests.add(request);
    switch (mood) {
      case UNAUTHORIZED -> reply(exchange, 401, "{\"error\":{\"message\":\"no such key\"}}");
      case LIMITED ->
          reply(
              exchange,
              429,
              "{\"error\":{\"type\":\"usage_limit_reached\",\"plan_type\":\"plus\",\"resets_at\":%d}}"
                  .formatted(resetsAt));
      case SILENT -> awaitClose();
      case WORKING -> {
        boolean isCodex = exchange.getRequestURI().getPath().endsWith("/responses");
        stream(exchange, isCodex ? response(request) : message(request));
      }
    }
  }

  private void awaitClose() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String response(String request) {
    return event("response.created", "\"response\":{\"id\":\"r\"}")
        + event("response.output_item.done", "\"item\":" + item(request))
        + event("response.completed", "\"response\":{\"id\":\"r\",\"usage\":" + USAGE + "}");
  }

  private String message(String request) {
    boolean isDone = request.contains("\"tool_result\"");
    String block =
        isDone
            ? "{\"type\":\"text\",\"text\":\"\"}"
            : "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"Bash\",\"input\":{}}";
    String delta =
        isDone
            ? "{\"type\":\"text_delta\",\"text\":\"All done by a model\"}"
            : "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"command\\\":\\\"%s\\\"}\"}"
                .formatted(command);
    String reason = isDone ? "end_turn" : "tool_use";
    return event(
            "message_start",
            "\"message\":{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m-1\","
                + "\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
                + "\"usage\":{\"input_tokens\":10,\"output_tokens\":1}}")
        + event("content_block_start", "\"index\":0,\"content_block\":" + block)
        + event("content_block_delta", "\"index\":0,\"delta\":" + delta)
        + event("content_block_stop", "\"index\":0")
        + event(
            "message_delta",
            "\"delta\":{\"stop_reason\":\"%s\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":5}"
                .formatted(reason))
        + event("message_stop", "\"index\":0");
  }

  private String item(String request) {
    return request.contains("function_call_output")
        ? "{\"type\":\"message\",\"role\":\"assistant\",\"content\":"
            + "[{\"type\":\"output_text\",\"text\":\"All done by a model\"}]}"
        : "{\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"exec_command\",\"arguments\":"
            + "\"{\\\"cmd\\\":\\\"%s\\\"}\"}".formatted(command);
  }

  private static void stream(HttpExchange exchange, String events) throws IOException {
    exchange.getResponseHeaders().add("content-type", "text/event-stream");
    reply(exchange, 200, events);
  }

  private static String event(String type, String fields) {
    return "event: %s\ndata: {\"type\":\"%s\",%s}\n\n".formatted(type, type, fields);
  }

  private static void reply(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
