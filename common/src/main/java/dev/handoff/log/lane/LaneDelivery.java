package dev.handoff.log.lane;

import dev.handoff.trust.Distrust;
import dev.handoff.trust.TrustedKey;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that this worker holds until it is accepted, or its lock runs out.
 *
 * @param lane what it says; null if it cannot be read
 * @param unreadable why it cannot be read
 * @param isFresh delivered for the first time, by a poll that followed the one before at once: it
 *     cannot have waited here while another worker got it
 * @param signer who vouches for it; null if signatures are not asked for
 * @param distrust why it must not be run
 */
public record LaneDelivery(
    ConsumerRecord<String, byte[]> record,
    @Nullable LaneRecord lane,
    @Nullable String unreadable,
    boolean isFresh,
    boolean isFromBatch,
    @Nullable TrustedKey signer,
    @Nullable Distrust distrust) {

  LaneDelivery(
      ConsumerRecord<String, byte[]> record,
      @Nullable LaneRecord lane,
      @Nullable String unreadable,
      boolean isFresh,
      boolean isFromBatch) {
    this(record, lane, unreadable, isFresh, isFromBatch, null, null);
  }

  /** Why nobody can run it, if so. */
  public @Nullable String refusal() {
    return distrust == null ? unreadable : distrust.words() + " (" + distrust.label() + ")";
  }

  public long offset() {
    return record.offset();
  }

  /** The attempt that the record was for, as far as can be read: else the first. */
  public int attempt() {
    return LaneCodec.attempt(record.headers());
  }
}
