package dev.handoff.cli.submit;

import dev.handoff.trace.TraceContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The trace that a command was called in. */
final class CallersTrace {

  private CallersTrace() {}

  /** Null if the caller has none. A text that is none must not stop the command. */
  static @Nullable TraceContext of(Map<String, String> environment) {
    return TraceContext.parse(environment.get(TraceContext.VARIABLE)).orElse(null);
  }
}
