package dev.handoff.json;

import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.Touched;
import dev.handoff.job.Loss;
import dev.handoff.job.Reason;
import java.io.IOException;

/**
 * Reads a reason or verdict that a later version added as the nearest known one; the message of the
 * event has the details. A reader that skipped the event would wait for an end that has come, or
 * rescue a job that has ended.
 */
final class UnknownValues extends DeserializationProblemHandler {

  @Override
  public Object handleWeirdStringValue(
      DeserializationContext context, Class<?> type, String word, String failure)
      throws IOException {
    if (type == Reason.class) {
      return Reason.INFRASTRUCTURE;
    }
    if (type == Loss.class) {
      return Loss.SHARED;
    }
    if (type == Touched.What.class) {
      return Touched.What.DEFINITION;
    }
    return type == JobResult.CheckVerdict.class
        ? JobResult.CheckVerdict.COULD_NOT_RUN
        : NOT_HANDLED;
  }
}
