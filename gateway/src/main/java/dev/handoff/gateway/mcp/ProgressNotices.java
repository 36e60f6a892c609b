package dev.handoff.gateway.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.awaiter.JobView;
import dev.handoff.gateway.mcp.tool.StatusText;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to a client that waits how its jobs change, at most once a second. The answer has what
 * was left out. Thread-safe.
 */
final class ProgressNotices implements Consumer<JobView> {

  private static final Logger LOG = LoggerFactory.getLogger(ProgressNotices.class);
  private static final long PAUSE = Duration.ofSeconds(1).toNanos();

  private final Call call;
  private final JsonNode token;

  // Guarded by this.
  private int sent;
  private long lastAt;

  ProgressNotices(Call call, JsonNode token) {
    this.call = call;
    this.token = token;
  }

  @Override
  public void accept(JobView view) {
    long now = System.nanoTime();
    synchronized (this) {
      if (sent > 0 && now - lastAt < PAUSE) {
        return;
      }
      lastAt = now;
      ObjectNode params = JsonNodeFactory.instance.objectNode();
      params.set("progressToken", token);
      params.put("progress", ++sent);
      params.put("message", view.job() + ": " + StatusText.of(view));
      send(JsonRpc.notification("notifications/progress", params));
    }
  }

  private void send(ObjectNode notice) {
    try {
      call.send(notice);
    } catch (RpcException refused) {
      LOG.debug("Progress is left out, and the answer will come: {}", refused.getMessage());
    }
  }
}
