package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;

/** For how long clients may keep an answer, where the revision has a word for it. Pure. */
final class Caching {

  /** What changes only with the program. */
  private static final Duration LONG = Duration.ofHours(1);

  private Caching() {}

  /** An answer that is the same for all clients. */
  static ObjectNode forAll(ObjectNode result, Exchange exchange) {
    return put(result, exchange, LONG, "public");
  }

  /** An answer about jobs of one cluster. */
  static ObjectNode forOne(ObjectNode result, Exchange exchange, boolean isFinal) {
    return put(result, exchange, isFinal ? LONG : Duration.ZERO, "private");
  }

  private static ObjectNode put(ObjectNode result, Exchange exchange, Duration time, String scope) {
    return exchange.revision().isStateless()
        ? result.put("ttlMs", time.toMillis()).put("cacheScope", scope)
        : result;
  }

  /**
   * Lists are short, and have one page.
   *
   * @throws RpcException if another is asked for
   */
  static void requireNoCursor(Exchange exchange) {
    if (exchange.params().hasNonNull("cursor")) {
      throw RpcException.wrongParams("Invalid cursor: there is one page");
    }
  }
}
