package dev.handoff.gateway.mcp.tool;

import java.io.IOException;

/** Finds the cluster of a server at the first call, so that a host does not wait for it. */
@FunctionalInterface
public interface JobSource {

  /**
   * The same object until the cluster has gone for good. May block, and may start a local one.
   *
   * @throws IOException if a file that it needs cannot be read
   */
  Jobs jobs() throws IOException;
}
