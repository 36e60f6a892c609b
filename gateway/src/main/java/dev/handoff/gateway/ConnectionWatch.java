package dev.handoff.gateway;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes connections whose next request does not begin in time: a client that sends a byte of its
 * headers now and then would keep one for as long as it likes, since none of them is ever idle.
 * Counts from the opening, TLS included, or from the request before, until the headers are
 * complete. Thread-safe.
 */
final class ConnectionWatch extends Handler.Wrapper implements Connection.Listener {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);

  /** Of the idle time: who begins at its end has as much again to send the headers. */
  private static final int IDLE_TIMES = 2;

  private final Scheduler scheduler;
  private final long pauseMillis;
  private final long limitNanos;
  private final Map<Connection, Long> waitingSince = new ConcurrentHashMap<>();

  /**
   * @param idle after which a connection on which nothing moves is closed
   */
  ConnectionWatch(Scheduler scheduler, Duration idle, Handler handler) {
    super(handler);
    this.scheduler = scheduler;
    this.limitNanos = idle.multipliedBy(IDLE_TIMES).toNanos();
    this.pauseMillis = Math.max(100, idle.toMillis() / 4);
  }

  @Override
  protected void doStart() throws Exception {
    super.doStart();
    scheduleNext();
  }

  private void scheduleNext() {
    scheduler.schedule(this::look, pauseMillis, TimeUnit.MILLISECONDS);
  }

  private void look() {
    if (!isRunning() && !isStarting()) {
      return;
    }
    long now = System.nanoTime();
    waitingSince.forEach(
        (connection, since) -> {
          if (now - since > limitNanos) {
            LOG.debug("Closing {}, whose request did not begin in time", connection);
            connection.getEndPoint().close();
          }
        });
    scheduleNext();
  }

  @Override
  public void onOpened(Connection connection) {
    if (!(connection instanceof SslConnection)) { // the one inside is opened with it
      waitingSince.put(connection, System.nanoTime());
    }
  }

  @Override
  public void onClosed(Connection connection) {
    waitingSince.remove(connection);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    Connection connection = request.getConnectionMetaData().getConnection();
    waitingSince.remove(connection);
    Request.addCompletionListener(request, failure -> waitAgain(connection));
    return super.handle(request, response, callback);
  }

  private void waitAgain(Connection connection) {
    if (connection.getEndPoint().isOpen()) {
      waitingSince.put(connection, System.nanoTime());
    }
    if (!connection.getEndPoint().isOpen()) {
      waitingSince.remove(connection); // it was closed meanwhile, and nobody says so again
    }
  }
}
