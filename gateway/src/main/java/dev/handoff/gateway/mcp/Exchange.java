package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A request and the revision that it is answered by.
 *
 * @param call the request
 */
record Exchange(Call call, Revision revision) {

  ObjectNode params() {
    return call.params();
  }

  /** Whether the client of this request takes tasks. */
  boolean knowsTasks() {
    return revision.isStateless() && call.meta().knowsTasks();
  }

  /**
   * @throws RpcException if the client does not declare tasks
   */
  void requireTasks() {
    if (!knowsTasks()) {
      throw RpcException.withoutTasks();
    }
  }

  /**
   * @throws RpcException if it is missing or no text
   */
  String text(String name) {
    JsonNode value = call.params().path(name);
    if (!value.isTextual()) {
      throw RpcException.wrongParams(name + " must be a text");
    }
    return value.textValue();
  }
}
