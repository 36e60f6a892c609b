package dev.handoff.log.status;

import dev.handoff.job.JobEvent.Completed;
import dev.handoff.job.JobEvent.Started;
import dev.handoff.job.JobEvent.Submitted;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What a reader needs of the headers of an event, found in one pass. Of a name that occurs twice
 * the last counts. Looks from the end, where {@link EventEncoder} puts these headers, and no
 * further than needed: a header's name is decoded when it is looked at.
 */
final class EventHeaders {

  private final @Nullable Class<?> type;
  private @Nullable Header lane;
  private @Nullable Header lease;
  private @Nullable Header attempt;

  EventHeaders(Headers headers) {
    Class<?> found = null;
    boolean isTyped = false;
    Header[] all = headers.toArray();
    for (int place = all.length - 1; place >= 0 && !(isTyped && isEnough(found)); place--) {
      Header header = all[place];
      String name = header.key();
      if (!isTyped && name.equals(EventCodec.TYPE)) {
        isTyped = true;
        found = EventCodec.type(header.value());
      } else if (lane == null && name.equals(EventCodec.LANE)) {
        lane = header;
      } else if (lease == null && name.equals(EventCodec.LEASE)) {
        lease = header;
      } else if (attempt == null && name.equals(EventCodec.ATTEMPT)) {
        attempt = header;
      }
    }
    this.type = found;
  }

  private boolean isEnough(@Nullable Class<?> found) {
    if (found == Submitted.class) {
      return lane != null;
    }
    boolean hasMark = found == Started.class || found == Completed.class;
    return !hasMark || lease != null && attempt != null;
  }

  /** The kind of the event; null if this version does not know it. */
  @Nullable Class<?> type() {
    return type;
  }

  byte @Nullable [] lane() {
    return value(lane);
  }

  byte @Nullable [] lease() {
    return value(lease);
  }

  byte @Nullable [] attempt() {
    return value(attempt);
  }

  private static byte @Nullable [] value(@Nullable Header header) {
    return header == null ? null : header.value();
  }
}
