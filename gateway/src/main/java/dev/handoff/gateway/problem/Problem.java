package dev.handoff.gateway.problem;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.handoff.brief.schema.BriefError;
import dev.handoff.job.InvisibleText;
import java.util.List;
import org.eclipse.jetty.http.HttpStatus;
import org.jspecify.annotations.Nullable;

/**
 * Why a request was not answered as asked: the problem details of RFC 9457.
 *
 * @param errors of the brief; empty if it is about something else
 * @param retryAfter in how many seconds it may be otherwise; null: trying again alone changes
 *     nothing
 */
public record Problem(
    int status, String detail, List<BriefError> errors, @Nullable Integer retryAfter) {

  public static final String TYPE = "application/problem+json";

  public Problem(int status, String detail) {
    this(status, detail, List.of(), null);
  }

  public static Problem retry(int status, String detail, int seconds) {
    return new Problem(status, detail, List.of(), seconds);
  }

  public static Problem ofBrief(int status, String detail, List<BriefError> errors) {
    return new Problem(status, detail, errors, null);
  }

  /** In one text, for a reader that takes no object. */
  public String words() {
    StringBuilder words = new StringBuilder(detail);
    errors.forEach(
        error -> words.append("\n").append(error.path()).append(' ').append(error.rule()));
    return words.toString();
  }

  public String json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", "about:blank");
    json.put("title", HttpStatus.getMessage(status));
    json.put("status", status);
    json.put("detail", detail);
    if (!errors.isEmpty()) {
      ArrayNode all = json.putArray("errors");
      for (BriefError error : errors) {
        all.addObject()
            .put("path", error.path())
            .put("rule", error.rule())
            .put("value", error.value());
      }
    }
    return InvisibleText.escapedJson(json.toString());
  }
}
