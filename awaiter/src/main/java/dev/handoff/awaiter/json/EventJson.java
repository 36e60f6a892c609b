package dev.handoff.awaiter.json;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.job.InvisibleText;
import dev.handoff.job.JobEvent;
import dev.handoff.json.Json;
import dev.handoff.log.status.RecordedEvent;
import java.util.Locale;

/** Formats one event of a job for programs. */
public final class EventJson {

  private EventJson() {}

  /** The name of the kind of event: {@code attempt_ended}. */
  public static String name(JobEvent event) {
    return event
        .getClass()
        .getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
        .toLowerCase(Locale.ROOT);
  }

  /** On one line: the event as it stands on the log, with where it stands. */
  public static String of(RecordedEvent recorded, boolean counted) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("job", recorded.job().text());
    json.put("offset", recorded.offset());
    json.put("event", name(recorded.event()));
    json.put("counted", counted);
    json.setAll((ObjectNode) Json.tolerant().tree(recorded.event()));
    return InvisibleText.escapedJson(json.toString());
  }
}
