package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** A message of a client. */
sealed interface Message {

  /** Is answered under its id, which is a text or a whole number. */
  record Request(JsonNode id, String method, ObjectNode params) implements Message {}

  /** Is not answered. */
  record Notification(String method, ObjectNode params) implements Message {}

  /** An answer to a request that the server never sends. */
  record Response() implements Message {}

  /**
   * What is no message of the protocol.
   *
   * @param id if it has one that can be answered
   */
  record Malformed(@Nullable JsonNode id, int code, String why) implements Message {}
}
