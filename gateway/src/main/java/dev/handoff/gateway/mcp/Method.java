package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.CompletableFuture;

/** Answers the requests of one method. */
@FunctionalInterface
interface Method {

  /**
   * @throws RpcException if the request is wrong
   */
  CompletableFuture<ObjectNode> answer(Exchange exchange);
}
