package dev.handoff.producer;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.PlainBrief;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.json.InvalidJsonException;
import dev.handoff.json.Json;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.RecordWriter;
import dev.handoff.log.lane.Lanes;
import dev.handoff.log.setup.Retention;
import dev.handoff.log.setup.TopicConfig;
import dev.handoff.trust.Role;
import dev.handoff.trust.Trust;
import dev.handoff.trust.UntrustedException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.Admin;
import org.jspecify.annotations.Nullable;

/** Checks a job before anything of it is sent. Thread-safe. */
final class SubmitRules {

  private final KafkaSettings settings;
  private final Lanes lanes;
  private final RecordWriter writer;
  private final BriefReader briefs = new BriefReader();
  private final Set<String> knownLanes = ConcurrentHashMap.newKeySet();

  /** Set before the first known lane. */
  private volatile @Nullable Duration retention;

  /**
   * @param writer learns what batches a lane takes
   */
  SubmitRules(KafkaSettings settings, Lanes lanes, RecordWriter writer) {
    this.settings = settings;
    this.lanes = lanes;
    this.writer = writer;
  }

  /**
   * Checks the job. Blocks for the first job of a lane, to ask the broker.
   *
   * @throws InvalidBriefException if the brief is invalid, too large, or may outlive its events
   * @throws UntrustedException if the trust file does not permit this submitter
   * @throws UnknownLaneException if the lane does not exist
   */
  void check(Brief brief, @Nullable Instant notBefore, Instant now) {
    requireValid(brief);
    requireTrusted(brief, now);
    requireLane(brief.lane());
    Duration delay = notBefore == null ? Duration.ZERO : Duration.between(now, notBefore);
    new Lifetime(delay, brief).requireWithin(Objects.requireNonNull(retention));
  }

  private void requireValid(Brief brief) {
    if (PlainBrief.isValid(brief)) {
      return;
    }
    byte[] json;
    try {
      // The schema covers what people write.
      json = Json.strict().write(brief.asWritten());
    } catch (InvalidJsonException e) {
      throw new InvalidBriefException(
          List.of(new BriefError("the brief", String.valueOf(e.getMessage()), null)));
    }
    briefs.requireValid(json);
  }

  /** Checks that workers and readers would trust the job; otherwise it is better not sent. */
  private void requireTrusted(Brief brief, Instant now) {
    List<BriefError> errors =
        settings
            .signatures()
            .requireOwn(now, Role.SUBMITTER)
            .map(submitter -> Trust.refusals(submitter, brief, brief.lane()))
            .orElse(List.of())
            .stream()
            .map(refusal -> new BriefError(refusal.where(), refusal.what(), null))
            .toList();
    if (!errors.isEmpty()) {
      throw new InvalidBriefException(errors);
    }
  }

  private void requireLane(String lane) {
    if (knownLanes.contains(lane)) {
      return;
    }
    List<String> existing = askBroker(lane);
    if (!existing.contains(lane)) {
      throw new UnknownLaneException(lane, existing);
    }
    lanes.prepare(lane);
    knownLanes.add(lane);
  }

  private List<String> askBroker(String lane) {
    String status = settings.topics().status();
    String tasks = settings.topics().tasks(lane);
    try (Admin admin = settings.admin()) {
      TopicConfig config = TopicConfig.of(admin, status, tasks);
      List<String> existing = lanes.names(admin).join();
      if (retention == null) {
        retention = Retention.of(config, status);
      }
      if (existing.contains(lane)) {
        writer.fitBatches(Math.min(batchOf(config, status), batchOf(config, tasks)));
      }
      return existing;
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private static long batchOf(TopicConfig config, String topic) {
    return config.number(topic, "max.message.bytes").orElse(0);
  }
}
