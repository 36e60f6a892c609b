package dev.handoff.gateway.http;

import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;

/** All routes of the gateway. */
public final class Api {

  private final Routes routes;

  /**
   * @param problems why the gateway is not ready; empty if it is
   */
  public Api(Supplier<List<String>> problems, Figures figures) {
    routes = new Routes(new HealthRoutes(problems, figures).routes());
  }

  public Handler handler() {
    return routes;
  }
}
