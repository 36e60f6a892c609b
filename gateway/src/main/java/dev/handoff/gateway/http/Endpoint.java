package dev.handoff.gateway.http;

import dev.handoff.gateway.problem.Problem;
import java.util.Map;

/** Answers the requests of one route, now or later, from any thread. */
@FunctionalInterface
interface Endpoint {

  /**
   * @param path the parts of the path that the route names
   * @throws Exception what is answered as a {@link Problem}
   */
  void answer(Exchange exchange, Map<String, String> path) throws Exception;
}
