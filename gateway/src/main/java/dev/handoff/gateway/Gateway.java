package dev.handoff.gateway;

import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.gateway.access.HostRules;
import dev.handoff.gateway.http.Api;
import dev.handoff.gateway.http.Figures;
import dev.handoff.gateway.http.RequestGuard;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers over HTTP what stands on the log. Keeps nothing of its own: any number of gateways run
 * side by side, and a client may change from one to another.
 */
public final class Gateway implements AutoCloseable {

  private final GatewaySettings settings;
  private final Figures figures;

  // Guarded by this.
  private @Nullable WebServer server;

  public Gateway(GatewaySettings settings, Figures figures) {
    this.settings = settings;
    this.figures = figures;
  }

  /**
   * Begins to answer.
   *
   * @return the address with the port that was found
   * @throws IOException if the address cannot be bound
   */
  public synchronized GatewayAddress start() throws IOException {
    HostRules hosts = new HostRules(settings.names(), settings.origins());
    Api api = new Api(List::of, figures);
    WebServer started =
        new WebServer(settings, new RequestGuard(hosts, settings.tokens(), api.handler()));
    server = started;
    return started.start();
  }

  @Override
  public synchronized void close() {
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
