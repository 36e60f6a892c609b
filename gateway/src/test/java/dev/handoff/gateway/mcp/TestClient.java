package dev.handoff.gateway.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of a server in this process, which writes and reads lines as one of a process does. */
final class TestClient implements AutoCloseable {

  static final JsonMapper JSON = new JsonMapper();

  private static final int PIPE = 1 << 20;

  /** Notifications that came before the answers. */
  final List<JsonNode> notifications = new ArrayList<>();

  private final PipedOutputStream toServer = new PipedOutputStream();
  private final PipedInputStream fromServer = new PipedInputStream(PIPE);
  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final Thread server;
  private int lastId;

  TestClient(McpServer mcp) throws IOException {
    PipedInputStream in = new PipedInputStream(toServer, PIPE);
    PipedOutputStream out = new PipedOutputStream(fromServer);
    StdioTransport transport = new StdioTransport(mcp, in, out);
    server =
        new Thread(
            () -> {
              try {
                transport.run();
              } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            },
            "test-mcp-server");
    server.setDaemon(true);
    server.start();
    Thread reader = new Thread(this::readLines, "test-mcp-client");
    reader.setDaemon(true);
    reader.start();
  }

  private void readLines() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(fromServer, StandardCharsets.UTF_8))) {
      in.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      // The writing thread of the server has ended.
    }
  }

  /** A client with a handshake. */
  static TestClient of(McpServer mcp, String revision) throws IOException {
    TestClient client = new TestClient(mcp);
    client.result(
        "initialize", "{'protocolVersion': '%s', 'capabilities': {}}".formatted(revision));
    return client;
  }

  static ObjectNode object(String json) {
    try {
      return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The params of a client of 2026-07-28. */
  static ObjectNode stateless(ObjectNode params, boolean knowsTasks) {
    ObjectNode meta = params.withObject("/_meta");
    meta.put("io.modelcontextprotocol/protocolVersion", "2026-07-28");
    ObjectNode capabilities = meta.putObject("io.modelcontextprotocol/clientCapabilities");
    if (knowsTasks) {
      capabilities.putObject("extensions").putObject("io.modelcontextprotocol/tasks");
    }
    return params;
  }

  void sendLine(String line) throws IOException {
    toServer.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    toServer.flush();
  }

  int send(String method, ObjectNode params) throws IOException {
    ObjectNode message = JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
    message.put("id", ++lastId).put("method", method);
    message.set("params", params);
    sendLine(message.toString());
    return lastId;
  }

  /** The next message, whatever it is. */
  JsonNode read() throws IOException {
    try {
      String line = lines.poll(60, TimeUnit.SECONDS);
      assertThat(line).as("the next message within a minute").isNotNull();
      return JSON.readTree(line);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  JsonNode answerTo(int id) throws IOException {
    JsonNode message = read();
    while (message.path("id").asInt(-1) != id || message.has("method")) {
      notifications.add(message);
      message = read();
    }
    return message;
  }

  JsonNode request(String method, ObjectNode params) throws IOException {
    return answerTo(send(method, params));
  }

  JsonNode result(String method, String params) throws IOException {
    return request(method, object(params)).path("result");
  }

  JsonNode call(String tool, String arguments) throws IOException {
    ObjectNode params = JsonNodeFactory.instance.objectNode().put("name", tool);
    params.set("arguments", object(arguments));
    return request("tools/call", params).path("result");
  }

  static String text(JsonNode result) {
    return result.path("content").path(0).path("text").asText();
  }

  /** Closes what the server reads, and waits until it has ended. */
  void closeInput() throws IOException {
    toServer.close();
    try {
      server.join(30_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  boolean hasServerEnded() {
    return !server.isAlive();
  }

  @Override
  public void close() throws IOException {
    closeInput();
  }
}
