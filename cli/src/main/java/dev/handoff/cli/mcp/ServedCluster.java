package dev.handoff.cli.mcp;

import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.gateway.mcp.tool.JobSource;
import dev.handoff.gateway.mcp.tool.Jobs;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The cluster of a server that lives as long as its host. It is looked for at the first call, since
 * a host starts its servers long before it uses them, and again after the local default was stopped
 * for good. Thread-safe.
 */
final class ServedCluster implements JobSource, AutoCloseable {

  private final ConnectionOptions connection;

  // Guarded by this.
  private @Nullable Jobs jobs;

  ServedCluster(ConnectionOptions connection) {
    this.connection = connection;
  }

  @Override
  public synchronized Jobs jobs() throws IOException {
    if (jobs == null) {
      Jobs found = new Jobs(connection.connect(), System.getProperty("user.name"));
      jobs = found;
      connection.keepRunning(why -> gone(found, why));
    }
    return jobs;
  }

  private void gone(Jobs stopped, String why) {
    synchronized (this) {
      if (jobs == stopped) {
        jobs = null;
      }
    }
    System.err.println("handoff: " + why + ". The next call starts them again.");
    stopped.close();
  }

  @Override
  public void close() {
    Jobs last;
    synchronized (this) {
      last = jobs;
      jobs = null;
    }
    if (last != null) {
      last.close();
    }
  }
}
