package dev.handoff.gateway.stream;

import dev.handoff.awaiter.json.EventJson;
import dev.handoff.log.status.RecordedEvent;
import org.jspecify.annotations.Nullable;

/**
 * The text of the newest event, made once for all who follow its job: the log's thread passes one
 * event to each of them before the next. Thread-safe.
 */
final class EventTexts {

  private record Made(RecordedEvent event, boolean counted, String text) {}

  private volatile @Nullable Made newest;

  String of(RecordedEvent event, boolean counted) {
    Made made = newest;
    if (made != null && made.event == event && made.counted == counted) {
      return made.text;
    }
    String name = EventJson.name(event.event());
    String id = String.valueOf(event.offset());
    String text = Sse.event(id, name, EventJson.of(event, counted));
    newest = new Made(event, counted, text);
    return text;
  }
}
