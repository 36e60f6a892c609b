package dev.handoff.log.lane;

import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Signatures;
import dev.handoff.log.Signatures.Vouched;
import dev.handoff.log.Topics;
import dev.handoff.trust.Distrust;
import dev.handoff.trust.Role;
import dev.handoff.trust.TrustedKey;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Decodes a record of a lane and verifies its signature before any claim: even a claim without a
 * run would take the job from its owner.
 */
final class LaneReader {

  private final Signatures signatures;
  private final Topics topics;

  LaneReader(KafkaSettings settings) {
    this.signatures = settings.signatures();
    this.topics = settings.topics();
  }

  /**
   * @param isFresh delivered for the first time, and received at once
   */
  LaneDelivery read(ConsumerRecord<String, byte[]> record, boolean isFresh, boolean isFromBatch) {
    LaneRecord lane = null;
    String unreadable = null;
    try {
      lane = LaneCodec.decode(record);
    } catch (IOException e) {
      unreadable = e.getMessage();
    }
    if (!signatures.isTrusting()) {
      return new LaneDelivery(record, lane, unreadable, isFresh, isFromBatch);
    }
    Vouched vouched = vouched(record, lane);
    if (vouched.signer() != null && lane != null && isInAnotherLane(record, lane)) {
      vouched = Vouched.nobody(Distrust.NOT_ALLOWED);
    }
    Distrust distrust = vouched.distrust();
    if (distrust != null && !signatures.refuses(record, distrust)) {
      distrust = null;
    }
    return new LaneDelivery(
        record, lane, unreadable, isFresh, isFromBatch, vouched.signer(), distrust);
  }

  /**
   * A first attempt must be signed by the submitter that made the job's id, any other by a key that
   * may enqueue jobs again. One key may have both roles.
   */
  private Vouched vouched(ConsumerRecord<String, byte[]> record, @Nullable LaneRecord lane) {
    Optional<JobId> job = job(record);
    Instant time = Signatures.timeOf(record, job);
    boolean isFirst =
        lane == null || lane.attempt() == 1 && lane.charge().equals(LaneRecord.FaultCounts.NONE);
    Vouched submitter =
        signatures.vouched(record, time, key -> isFirst && job.isPresent() && made(key, job.get()));
    return submitter.distrust() == Distrust.NOT_ALLOWED
        ? signatures.vouched(record, time, key -> key.role() != Role.SUBMITTER)
        : submitter;
  }

  /**
   * A submitter's rights are checked against the lane that the brief names, so the record must lie
   * in it.
   */
  private boolean isInAnotherLane(ConsumerRecord<String, byte[]> record, LaneRecord lane) {
    return !record.topic().equals(topics.tasksPrefix() + lane.brief().lane());
  }

  private static boolean made(TrustedKey key, JobId job) {
    return key.role() == Role.SUBMITTER && job.hasMarkOf(key.name());
  }

  private static Optional<JobId> job(ConsumerRecord<String, byte[]> record) {
    try {
      return Optional.of(new JobId(record.key()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
