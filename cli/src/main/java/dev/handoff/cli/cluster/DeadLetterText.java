package dev.handoff.cli.cluster;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.job.JobId;
import dev.handoff.log.lane.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Formats a dead letter for people and for programs. Its bytes are not trusted. */
final class DeadLetterText {

  private static final int MAX_SHOWN = 64 * 1024;

  private DeadLetterText() {}

  static String line(DeadLetter letter) {
    return "%d  %s  %s@%s  %s  %s"
        .formatted(
            letter.offset(),
            letter.at().truncatedTo(ChronoUnit.SECONDS),
            oneLine(letter.lane()),
            letter.laneOffset() == null ? "-" : letter.laneOffset(),
            letter.job().map(JobId::text).orElse("-"),
            oneLine(letter.reason()));
  }

  static String whole(DeadLetter letter) {
    StringBuilder text = new StringBuilder(line(letter)).append("\n\n");
    text.append("key: ").append(oneLine(letter.key())).append('\n');
    for (Map.Entry<String, String> header : letter.headers().entrySet()) {
      text.append(oneLine(header.getKey())).append(": ");
      text.append(oneLine(header.getValue())).append('\n');
    }
    String value = new String(letter.value(), StandardCharsets.UTF_8);
    boolean isLong = value.length() > MAX_SHOWN;
    text.append('\n').append(PlainLine.of(isLong ? value.substring(0, MAX_SHOWN) : value));
    return text + (isLong ? "\n(cut off; --json prints all of it)" : "");
  }

  private static String oneLine(@Nullable String text) {
    return text == null ? "-" : PlainLine.of(text).replace('\n', ' ');
  }

  static ObjectNode json(DeadLetter letter) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("offset", letter.offset());
    json.put("at", letter.at().toString());
    json.put("lane", letter.lane());
    json.put("laneOffset", letter.laneOffset());
    json.put("job", letter.job().map(JobId::text).orElse(null));
    json.put("reason", letter.reason());
    return json;
  }

  /** Includes the value, its bytes in Base64. */
  static ObjectNode wholeJson(DeadLetter letter) {
    ObjectNode json = json(letter);
    json.put("key", letter.key());
    ObjectNode headers = json.putObject("headers");
    letter.headers().forEach(headers::put);
    json.put("value", Base64.getEncoder().encodeToString(letter.value()));
    return json;
  }
}
