package dev.handoff.gateway.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.gateway.access.Token;
import dev.handoff.gateway.access.TokenRole;
import java.util.List;

/** Whose token a request has, and what it permits. */
final class TokenRoutes {

  private final Write write;

  TokenRoutes(Write write) {
    this.write = write;
  }

  List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/v1/token",
            TokenRole.WATCHER,
            (exchange, path) -> exchange.json(200, json(exchange.token()))));
  }

  private String json(Token token) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("name", token.name());
    json.put("role", token.role().toString());
    ArrayNode lanes = json.putArray("lanes");
    token.lanes().stream().sorted().forEach(lanes::add);
    json.put("writes", write.isPossible() && token.role().permits(TokenRole.SUBMITTER));
    return json.toString();
  }
}
