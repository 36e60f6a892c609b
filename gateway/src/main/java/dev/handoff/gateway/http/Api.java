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
  public Api(
      Backend backend, Write write, Supplier<List<String>> problems, Figures figures, About about) {
    InstantSource clock = InstantSource.system();
    List<Route> all = new ArrayList<>();
    all.addAll(new HealthRoutes(problems, figures).routes());
    all.addAll(new BoardRoutes().routes());
    all.addAll(new TokenRoutes(write).routes());
    all.addAll(new ListRoutes(backend, clock).routes());
    all.addAll(new JobRoutes(backend).routes());
    all.addAll(new CollisionRoutes(backend).routes());
    all.addAll(new StreamRoutes(backend, new LogFiles(backend), clock).routes());
    all.addAll(new FileRoutes(backend).routes());
    all.addAll(new SubmitRoutes(backend, write).routes());
    all.addAll(new CancelRoutes(backend, write, clock).routes());
    all.addAll(new McpRoutes(backend, write, about).routes());
    routes = new Routes(all);
  }

  /** Each as its method and the template of its path. */
  public List<String> names() {
    return routes.all().stream().map(route -> route.method() + " " + route.template()).toList();
  }

  public Handler handler() {
    return routes;
  }
}
