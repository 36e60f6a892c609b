package dev.handoff.worker.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers GET and HEAD for a few pages, over HTTP without a login: everyone who can reach its
 * address can read them. Each connection has a thread {@code metrics}, so that slow clients do not
 * hold up others; above a limit connections are refused.
 */
public final class MetricsServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);
  private static final int THREADS = 200;

  private final HttpServer server;
  private final MetricsAddress address;
  private final ExecutorService threads =
      new ThreadPoolExecutor(
          0, THREADS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), MetricsServer::thread);

  private MetricsServer(HttpServer server, MetricsAddress asked) {
    this.server = server;
    this.address = asked.withPort(server.getAddress().getPort());
    server.setExecutor(threads);
  }

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "metrics");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Binds the address; does not answer yet.
   *
   * @throws IOException if it cannot be bound
   */
  public static MetricsServer bind(MetricsAddress asked) throws IOException {
    try {
      return new MetricsServer(HttpServer.create(socket(asked), 0), asked);
    } catch (BindException taken) {
      if (!asked.isMovable()) {
        throw refused(asked, taken);
      }
      LOG.info("Metrics: {} is taken; they are served at another port", asked);
      return new MetricsServer(HttpServer.create(socket(asked.withPort(0)), 0), asked);
    } catch (IOException | RuntimeException e) {
      throw refused(asked, e);
    }
  }

  private static InetSocketAddress socket(MetricsAddress address) {
    String host = address.host().replaceAll("[\\[\\]]", "");
    return new InetSocketAddress(host, address.port());
  }

  private static IOException refused(MetricsAddress asked, Exception cause) {
    return new IOException(
        "metrics.address must be one that this host can serve at, got: %s (%s)"
            .formatted(asked, cause.getMessage()),
        cause);
  }

  /** The address with the port that was found. */
  public MetricsAddress address() {
    return address;
  }

  /**
   * @param pages by their paths
   */
  public void serve(Map<String, Supplier<Page>> pages) {
    server.createContext("/", exchange -> answer(exchange, pages));
    server.start();
  }

  private static void answer(HttpExchange exchange, Map<String, Supplier<Page>> pages)
      throws IOException {
    try (exchange) {
      Page page = page(exchange, pages);
      byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", page.contentType());
      boolean isHead = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(page.status(), isHead ? -1 : body.length);
      if (!isHead) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  private static Page page(HttpExchange exchange, Map<String, Supplier<Page>> pages) {
    Supplier<Page> page = pages.get(exchange.getRequestURI().getPath());
    if (page == null) {
      return Page.text(
          404, "There is " + String.join(", ", pages.keySet().stream().sorted().toList()));
    }
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return Page.text(405, "Only GET and HEAD");
    }
    try {
      return page.get();
    } catch (RuntimeException e) {
      LOG.error("A defect of Handoff in the page {}", exchange.getRequestURI().getPath(), e);
      return Page.text(500, "A defect of Handoff: see its log");
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
