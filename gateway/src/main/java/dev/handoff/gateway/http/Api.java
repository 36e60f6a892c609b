package dev.handoff.gateway.http;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Handler;

/** All routes of the gateway. */
public final class Api {

  private final Routes routes;

  /**
   * @param problems why the gateway is not ready; empty if it is
   */
  public Api(Backend backend, Supplier<List<String>> problems, Figures figures) {
    InstantSource clock = InstantSource.system();
    List<Route> all = new ArrayList<>();
    all.addAll(new HealthRoutes(problems, figures).routes());
    all.addAll(new ListRoutes(backend, clock).routes());
    all.addAll(new JobRoutes(backend).routes());
    all.addAll(new StreamRoutes(backend, new LogFiles(backend), clock).routes());
    all.addAll(new FileRoutes(backend).routes());
    routes = new Routes(all);
  }

  public Handler handler() {
    return routes;
  }
}
