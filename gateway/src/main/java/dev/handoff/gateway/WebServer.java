package dev.handoff.gateway;

import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.gateway.problem.ProblemPages;
import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP server: eight threads for any number of connections, since no request keeps one while it
 * waits.
 */
final class WebServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

  private static final int THREADS = 8;
  private static final int MAX_HEADER = 16 * 1024;
  private static final int MAX_CONNECTIONS = 4096;
  private static final long STOP_MILLIS = 2000;

  private final Server server;
  private final ServerConnector connector;
  private final GatewayAddress asked;

  /**
   * @throws IOException if the certificate cannot be used
   */
  WebServer(GatewaySettings settings, Handler handler) throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, THREADS);
    threads.setName("gateway");
    threads.setDaemon(true);
    threads.setReservedThreads(0);
    server = new Server(threads);
    server.setErrorHandler(new ProblemPages());
    server.setStopTimeout(STOP_MILLIS);
    asked = settings.address();
    connector = new ServerConnector(server, null, null, null, 1, 1, protocols(settings));
    connector.setHost(asked.plainHost());
    connector.setPort(asked.port());
    connector.setIdleTimeout(settings.idle().toMillis());
    server.addConnector(connector);
    ConnectionWatch watch = new ConnectionWatch(connector.getScheduler(), settings.idle(), handler);
    connector.addBean(watch, false); // it is the server's
    server.setHandler(watch);
    server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
  }

  private static ConnectionFactory[] protocols(GatewaySettings settings) throws IOException {
    HttpConfiguration configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(false);
    configuration.setRequestHeaderSize(MAX_HEADER);
    configuration.setUriCompliance(UriCompliance.DEFAULT);
    HttpConnectionFactory http = new HttpConnectionFactory(configuration);
    GatewaySettings.Tls tls = settings.tls();
    if (tls == null) {
      return new ConnectionFactory[] {http};
    }
    SecureRequestCustomizer secure = new SecureRequestCustomizer();
    secure.setSniHostCheck(false); // names of gateway.yaml are checked, also of clients without SNI
    configuration.addCustomizer(secure);
    SslContextFactory.Server context = new SslContextFactory.Server();
    context.setKeyStore(KeyStoreFile.open(tls));
    context.setKeyStorePassword(tls.password());
    return new ConnectionFactory[] {new SslConnectionFactory(context, http.getProtocol()), http};
  }

  /**
   * Begins to answer.
   *
   * @return the address with the port that was found
   * @throws IOException if the address cannot be bound
   */
  GatewayAddress start() throws IOException {
    try {
      server.start();
      return asked.withPort(connector.getLocalPort());
    } catch (Exception e) {
      close();
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IOException(
          "address must be one that this host can serve at, got: %s (%s)"
              .formatted(asked, cause.getMessage()),
          e);
    }
  }

  boolean isInUse() {
    return !connector.getConnectedEndPoints().isEmpty();
  }

  /** Cuts off whoever has not taken his answer in time; he comes back to another gateway. */
  @Override
  public void close() {
    try {
      server.stop();
    } catch (TimeoutException cut) {
      LOG.info("Connections that were still open have been closed: {}", cut.getMessage());
    } catch (Exception e) {
      throw new IllegalStateException("the server could not be stopped", e);
    }
  }
}
