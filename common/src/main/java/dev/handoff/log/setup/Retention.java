package dev.handoff.log.setup;

import dev.handoff.log.Answers;
import dev.handoff.log.Topics;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads how long the cluster keeps events. */
public final class Retention {

  private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private Retention() {}

  /**
   * The retention of the status topic; the default of seven days if this user may not read it.
   * Blocks.
   */
  public static Duration of(Admin admin, Topics topics) {
    ConfigResource status = new ConfigResource(ConfigResource.Type.TOPIC, topics.status());
    try {
      ConfigEntry millis =
          Answers.about(status, admin.describeConfigs(List.of(status)).values())
              .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
              .get("retention.ms");
      long kept = Long.parseLong(millis.value());
      return kept < 0 ? FOR_EVER : Duration.ofMillis(kept);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException | NumberFormatException e) {
      LOG.debug("Cannot read the retention of {}", topics.status(), e);
    }
    return TopicSettings.DEFAULT.retention();
  }
}
