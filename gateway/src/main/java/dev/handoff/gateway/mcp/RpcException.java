package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A request that is answered with an error of JSON-RPC. */
final class RpcException extends RuntimeException {

  static final int PARSE_ERROR = -32700;
  static final int INVALID_REQUEST = -32600;
  static final int METHOD_NOT_FOUND = -32601;
  static final int INVALID_PARAMS = -32602;
  static final int INTERNAL_ERROR = -32603;

  // Of revision 2026-07-28.
  static final int HEADER_MISMATCH = -32020;
  static final int MISSING_CAPABILITY = -32021;
  static final int UNSUPPORTED_REVISION = -32022;

  /** Of this server: the client has too much open. */
  static final int BUSY = -32000;

  private static final long serialVersionUID = 1L;

  private final int code;
  private final transient @Nullable ObjectNode details;

  RpcException(int code, String message) {
    this(code, message, null);
  }

  private RpcException(int code, String message, @Nullable ObjectNode details) {
    super(message);
    this.code = code;
    this.details = details;
  }

  static RpcException unknownMethod(String method) {
    return new RpcException(METHOD_NOT_FOUND, "Method not found: " + shortened(method));
  }

  static RpcException wrongParams(String message) {
    return new RpcException(INVALID_PARAMS, message);
  }

  static RpcException unsupported(String requested) {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    ArrayNode supported = details.putArray("supported");
    Revision.stateless().forEach(each -> supported.add(each.text()));
    details.put("requested", shortened(requested));
    return new RpcException(UNSUPPORTED_REVISION, "Unsupported protocol version", details);
  }

  static RpcException withoutTasks() {
    ObjectNode details = JsonNodeFactory.instance.objectNode();
    details.putObject("requiredCapabilities").putObject("extensions").putObject(RequestMeta.TASKS);
    return new RpcException(MISSING_CAPABILITY, "Missing required client capability", details);
  }

  int code() {
    return code;
  }

  @Nullable ObjectNode details() {
    return details;
  }

  /** Text of a client, for an error. */
  static String shortened(String text) {
    String line = text.replaceAll("[^\\x20-\\x7e]+", "?");
    return line.length() <= 100 ? line : line.substring(0, 100) + "...";
  }
}
