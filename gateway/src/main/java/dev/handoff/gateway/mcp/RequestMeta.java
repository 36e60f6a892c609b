package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.trace.TraceContext;
import org.jspecify.annotations.Nullable;

/** What a request says about itself and its client in {@code _meta}. */
record RequestMeta(JsonNode meta) {

  static final String PREFIX = "io.modelcontextprotocol/";

  /** The extension by which a call that takes long is answered with a task. */
  static final String TASKS = PREFIX + "tasks";

  private static final String REVISION = PREFIX + "protocolVersion";
  private static final String CAPABILITIES = PREFIX + "clientCapabilities";

  static RequestMeta of(ObjectNode params) {
    return new RequestMeta(params.path("_meta"));
  }

  /** Whether the client speaks a revision without a handshake. */
  boolean hasRevision() {
    return meta.has(REVISION);
  }

  /**
   * The revision of the request.
   *
   * @throws RpcException if it is none of the server's, or if the request is not complete
   */
  Revision revision() {
    JsonNode revision = meta.path(REVISION);
    if (!revision.isTextual()) {
      throw RpcException.wrongParams("_meta." + REVISION + " must be a text");
    }
    Revision found =
        Revision.of(revision.textValue())
            .filter(Revision::isStateless)
            .orElseThrow(() -> RpcException.unsupported(revision.textValue()));
    if (!meta.path(CAPABILITIES).isObject()) {
      throw RpcException.wrongParams("_meta." + CAPABILITIES + " must be an object");
    }
    return found;
  }

  boolean knowsTasks() {
    return meta.path(CAPABILITIES).path("extensions").path(TASKS).isObject();
  }

  /** A text or a whole number; null if the client wants no progress. */
  @Nullable JsonNode progressToken() {
    JsonNode token = meta.path("progressToken");
    return token.isTextual() || token.isIntegralNumber() ? token : null;
  }

  @Nullable TraceContext trace() {
    return TraceContext.parse(meta.path("traceparent").textValue()).orElse(null);
  }
}
