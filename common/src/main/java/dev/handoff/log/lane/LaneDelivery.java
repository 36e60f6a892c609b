package dev.handoff.log.lane;

import dev.handoff.trust.Distrust;
import dev.handoff.trust.TrustedKey;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * A record that this worker holds until it accepts the record or the lock expires.
 *
 * @param lane its content; null if it cannot be read
 * @param unreadable why it cannot be read
 * @param isFresh delivered for the first time, by a poll that followed the previous one at once, so
 *     no other worker can have received it meanwhile
 * @param signer the key that signed it; null if signatures are not verified
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

  /** Why no worker can run it; null if one can. */
  public @Nullable String refusal() {
    return distrust == null ? unreadable : distrust.words() + " (" + distrust.label() + ")";
  }

  public long offset() {
    return record.offset();
  }

  /** The attempt that the record is for; the first if that cannot be read. */
  public int attempt() {
    return LaneCodec.attempt(record.headers());
  }
}
