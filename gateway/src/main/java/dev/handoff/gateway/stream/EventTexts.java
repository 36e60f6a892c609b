package dev.handoff.gateway.stream;

import dev.handoff.awaiter.json.EventJson;
import dev.handoff.log.status.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of the newest event, made once for all who follow its job: the log's thread passes one
 * event to each of them before the next. Thread-safe.
 */
final class EventTexts {

  private record Made(RecordedEvent event, boolean counted, byte[] bytes) {}

  private volatile @Nullable Made newest;

  byte[] of(RecordedEvent event, boolean counted) {
    Made made = newest;
    if (made != null && made.event == event && made.counted == counted) {
      return made.bytes;
    }
    String name = EventJson.name(event.event());
    String id = String.valueOf(event.offset());
    byte[] bytes = Sse.bytes(Sse.event(id, name, EventJson.of(event, counted)));
    newest = new Made(event, counted, bytes);
    return bytes;
  }
}
