package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.gateway.mcp.Message.Malformed;
import dev.handoff.gateway.mcp.Message.Request;
import java.util.Optional;

/**
 * Messages over HTTP, each the body of a POST of its own. No session is kept: what a client agreed
 * on in a handshake comes back in a header. The answer is one JSON object, or events if something
 * is to be said before it. Thread-safe.
 */
public final class HttpTransport {

  private static final int BAD_REQUEST = 400;
  private static final int TOO_MANY_REQUESTS = 429;

  private final McpServer server;

  public HttpTransport(McpServer server) {
    this.server = server;
  }

  /**
   * Answers the body of a POST. The caller has checked name, origin and token.
   *
   * @return to be run when the client is gone: ends the request, and never a job
   */
  public Runnable receive(HttpHeaders headers, byte[] body, HttpReply reply) {
    Message message = JsonRpc.parse(body);
    if (message instanceof Malformed malformed) {
      ObjectNode error = JsonRpc.error(malformed.id(), malformed.code(), malformed.why(), null);
      reply.answer(BAD_REQUEST, JsonRpc.text(error));
      return () -> {};
    }
    if (!(message instanceof Request request)) {
      reply.answer(202, null);
      return () -> {};
    }
    Optional<RpcException> refusal = refusal(headers, request);
    if (refusal.isPresent()) {
      RpcException why = refusal.get();
      String words = String.valueOf(why.getMessage());
      ObjectNode error = JsonRpc.error(request.id(), why.code(), words, why.details());
      reply.answer(BAD_REQUEST, JsonRpc.text(error));
      return () -> {};
    }
    Connection connection = new Connection(new Answer(headers.takesEvents(), reply)::send);
    connection.agree(headers.ofHandshakes().orElse(Revision.JUNE_2025));
    server.receive(request, connection);
    return connection::close;
  }

  private static Optional<RpcException> refusal(HttpHeaders headers, Request request) {
    try {
      return headers.refusal(request);
    } catch (RpcException e) {
      return Optional.of(e); // what the body says of its revision
    }
  }

  /** The status of an answer: proxies do not read bodies. */
  static int status(ObjectNode message) {
    return switch (message.path("error").path("code").asInt()) {
      case RpcException.METHOD_NOT_FOUND -> 404;
      case RpcException.MISSING_CAPABILITY,
          RpcException.UNSUPPORTED_REVISION,
          RpcException.HEADER_MISMATCH,
          RpcException.INVALID_REQUEST ->
          BAD_REQUEST;
      case RpcException.BUSY -> TOO_MANY_REQUESTS;
      default -> 200;
    };
  }

  /** One answer: as events from the first notification on. */
  private static final class Answer {

    private final boolean takesEvents;
    private final HttpReply reply;

    // Guarded by this.
    private boolean hasBegun;

    private Answer(boolean takesEvents, HttpReply reply) {
      this.takesEvents = takesEvents;
      this.reply = reply;
    }

    /**
     * @throws RpcException if there may be no events; the answer can still be sent
     */
    private synchronized void send(ObjectNode message) {
      boolean isNotification = message.has("method");
      if (isNotification && !takesEvents) {
        return;
      }
      if (isNotification && !hasBegun) {
        String refusal = reply.begin();
        if (refusal != null) {
          throw new RpcException(RpcException.BUSY, refusal);
        }
        hasBegun = true;
      }
      if (hasBegun) {
        reply.event(JsonRpc.text(message));
      } else {
        reply.answer(status(message), JsonRpc.text(message));
      }
      if (hasBegun && !isNotification) {
        reply.end();
      }
    }
  }
}
