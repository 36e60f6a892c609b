package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a request say of its body, so that proxies need not read that. A body that
 * says otherwise is refused. Pure.
 *
 * @param revision {@code MCP-Protocol-Version}
 * @param method {@code Mcp-Method}
 * @param name {@code Mcp-Name}
 * @param takesEvents whether {@code Accept} has {@code text/event-stream}
 */
public record HttpHeaders(
    @Nullable String revision,
    @Nullable String method,
    @Nullable String name,
    boolean takesEvents) {

  private static final String ENCODED = "=?base64?";
  private static final String ENCODED_END = "?=";

  /** By method, the field of the params that {@code Mcp-Name} repeats. */
  private static final Map<String, String> NAMES =
      Map.of(
          "tools/call", "name",
          "prompts/get", "name",
          "resources/read", "uri",
          "tasks/get", "taskId",
          "tasks/update", "taskId",
          "tasks/cancel", "taskId");

  /** Why the headers refuse that request; empty if they do not. */
  Optional<RpcException> refusal(Message.Request request) {
    RequestMeta meta = RequestMeta.of(request.params());
    if (!meta.hasRevision()) {
      boolean isKnown = revision == null || ofHandshakes().isPresent();
      return isKnown || request.method().equals("initialize")
          ? Optional.empty()
          : Optional.of(RpcException.unsupported(String.valueOf(revision)));
    }
    if (!meta.revision().text().equals(revision)) {
      return mismatch("MCP-Protocol-Version");
    }
    if (!request.method().equals(method)) {
      return mismatch("Mcp-Method");
    }
    String field = NAMES.get(request.method());
    return field == null || isNamed(request.params(), field)
        ? Optional.empty()
        : mismatch("Mcp-Name");
  }

  private boolean isNamed(ObjectNode params, String field) {
    String value = params.path(field).textValue();
    // A request without the field has an error of its own.
    return value == null || value.equals(decoded(name));
  }

  private static @Nullable String decoded(@Nullable String header) {
    if (header == null || !header.startsWith(ENCODED) || !header.endsWith(ENCODED_END)) {
      return header;
    }
    try {
      int end = header.length() - ENCODED_END.length();
      byte[] bytes = Base64.getDecoder().decode(header.substring(ENCODED.length(), end));
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException | StringIndexOutOfBoundsException e) {
      return header;
    }
  }

  private static Optional<RpcException> mismatch(String header) {
    return Optional.of(
        new RpcException(
            RpcException.HEADER_MISMATCH, "Header mismatch: " + header + " differs from the body"));
  }

  /** The revision that a client agreed on in its handshake. */
  Optional<Revision> ofHandshakes() {
    return Optional.ofNullable(revision).flatMap(Revision::of).filter(each -> !each.isStateless());
  }
}
