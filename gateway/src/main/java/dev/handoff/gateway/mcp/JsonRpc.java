package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.gateway.mcp.Message.Malformed;
import dev.handoff.gateway.mcp.Message.Notification;
import dev.handoff.gateway.mcp.Message.Request;
import dev.handoff.gateway.mcp.Message.Response;
import dev.handoff.job.InvisibleText;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Messages of JSON-RPC 2.0 as MCP uses it: one object each, ids that are no null. Pure. */
final class JsonRpc {

  /** The longest message that is read. */
  static final int MAX_BYTES = 4 * 1024 * 1024;

  private static final int MAX_DEPTH = 64;
  private static final int LONGEST_ID = 256;

  private static final String ID = "id";
  private static final String METHOD = "method";
  private static final String PARAMS = "params";
  private static final String ERROR = "error";

  private static final JsonMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(MAX_BYTES)
                          .maxDocumentLength(MAX_BYTES)
                          .build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private JsonRpc() {}

  /** Reads a message, whatever a client sends. */
  static Message parse(byte[] bytes) {
    if (bytes.length > MAX_BYTES) {
      return tooLong();
    }
    try {
      // Decoded here: Jackson would guess other encodings.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return message(JSON.readTree(text));
    } catch (CharacterCodingException e) {
      return new Malformed(null, RpcException.PARSE_ERROR, "Parse error: not UTF-8");
    } catch (JsonProcessingException e) {
      String why = RpcException.shortened(String.valueOf(e.getOriginalMessage()));
      return new Malformed(null, RpcException.PARSE_ERROR, "Parse error: " + why);
    }
  }

  static Malformed tooLong() {
    return invalid(null, "a message is at most " + MAX_BYTES + " bytes");
  }

  private static Message message(JsonNode read) {
    if (read.isArray()) {
      return invalid(null, "batches are in no revision of this server");
    }
    if (!(read instanceof ObjectNode object)) {
      return invalid(null, "a message is an object");
    }
    JsonNode id = object.get(ID);
    boolean isIdGood = id != null && isId(id);
    if (!"2.0".equals(object.path("jsonrpc").textValue())) {
      return invalid(isIdGood ? id : null, "jsonrpc must be \"2.0\"");
    }
    JsonNode method = object.get(METHOD);
    if (method == null && (object.has("result") || object.has(ERROR))) {
      return new Response();
    }
    if (id != null && !isIdGood) {
      return invalid(null, "id must be a text or a whole number");
    }
    if (method == null || !method.isTextual()) {
      return invalid(id, "method must be a text");
    }
    JsonNode params = object.get(PARAMS);
    if (params != null && !params.isObject()) {
      return new Malformed(id, RpcException.INVALID_PARAMS, "params must be an object");
    }
    ObjectNode given = params == null ? JsonNodeFactory.instance.objectNode() : (ObjectNode) params;
    return id == null
        ? new Notification(method.textValue(), given)
        : new Request(id, method.textValue(), given);
  }

  private static boolean isId(JsonNode id) {
    return id.isTextual() && id.textValue().length() <= LONGEST_ID
        || id.isIntegralNumber() && id.asText().length() <= LONGEST_ID;
  }

  private static Malformed invalid(@Nullable JsonNode id, String why) {
    return new Malformed(id, RpcException.INVALID_REQUEST, "Invalid request: " + why);
  }

  static ObjectNode result(JsonNode id, ObjectNode result) {
    ObjectNode message = message();
    message.set(ID, id);
    message.set("result", result);
    return message;
  }

  /**
   * @param id left out if the request had none that could be read
   */
  static ObjectNode error(@Nullable JsonNode id, int code, String text, @Nullable ObjectNode data) {
    ObjectNode message = message();
    if (id != null) {
      message.set(ID, id);
    }
    ObjectNode error = message.putObject(ERROR).put("code", code).put("message", text);
    if (data != null) {
      error.set("data", data);
    }
    return message;
  }

  static ObjectNode notification(String method, ObjectNode params) {
    ObjectNode message = message().put(METHOD, method);
    message.set(PARAMS, params);
    return message;
  }

  private static ObjectNode message() {
    return JsonNodeFactory.instance.objectNode().put("jsonrpc", "2.0");
  }

  /** On one line, without a raw character that a person does not see. */
  static String text(ObjectNode message) {
    return InvisibleText.escapedJson(message.toString());
  }
}
