package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;

/** A request until it is answered or cancelled. Thread-safe. */
final class Call {

  private final Message.Request request;
  private final Connection connection;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  // Guarded by this: nothing may be sent for a request after its answer.
  private boolean isOver;

  Call(Message.Request request, Connection connection) {
    this.request = request;
    this.connection = connection;
  }

  JsonNode id() {
    return request.id();
  }

  ObjectNode params() {
    return request.params();
  }

  RequestMeta meta() {
    return RequestMeta.of(request.params());
  }

  Connection connection() {
    return connection;
  }

  /** Completes when nobody wants the answer any more. */
  CompletableFuture<Void> ended() {
    return ended;
  }

  /** Sends a notification that belongs to the request, unless that is over. */
  synchronized void send(ObjectNode notification) {
    if (!isOver) {
      connection.send(notification);
    }
  }

  /** Sends the answer, unless it was cancelled. */
  synchronized void answer(ObjectNode message) {
    if (!isOver) {
      isOver = true;
      connection.ended(this);
      connection.send(message);
    }
  }

  void cancel() {
    synchronized (this) {
      isOver = true;
      connection.ended(this);
    }
    ended.complete(null);
  }
}
