package dev.handoff.worker.attempt.agents;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Decides from an agent's error whether the job has failed, a usage limit is reached, or the agent
 * could not log in. Only used for the agent's own errors, never for a model's words.
 *
 * @param now when the run started
 * @param zone of the times in the agent's messages
 */
record AgentErrorClassifier(Instant now, ZoneId zone) {

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAUTHORIZED = 401;
  private static final Pattern LIMITED =
      Pattern.compile(
          "usage limit|hit your (\\w+ )?limit|limit reached|rate.?limit|too many requests"
              + "|quota exceeded|exceeded your current quota|\\b429\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern NOT_LET_IN =
      Pattern.compile(
          "\\b401\\b|unauthorized|not logged in|please run /login|invalid api key"
              + "|incorrect api key|missing bearer|(log|sign) in again|authentication.?(failed|error)",
          Pattern.CASE_INSENSITIVE);

  AgentResult of(String message) {
    return of(message, 0);
  }

  /**
   * @param status of the model's server, or 0; more reliable than words
   */
  AgentResult of(String message, int status) {
    if (status == UNAUTHORIZED) {
      return new AgentResult.Unavailable(message);
    }
    if (status == TOO_MANY_REQUESTS || LIMITED.matcher(message).find()) {
      return new AgentResult.Limited(message, new ResetTime(now, zone).in(message));
    }
    return NOT_LET_IN.matcher(message).find()
        ? new AgentResult.Unavailable(message)
        : new AgentResult.Failed(message);
  }

  /**
   * For an agent that gave no reason for its end.
   *
   * @param errors the end of its stderr
   */
  AgentResult atEnd(String what, int exit, String errors) {
    String message =
        "%s (exit code %d)%s".formatted(what, exit, errors.isBlank() ? "" : ":\n" + errors.strip());
    return exit == 0 ? new AgentResult.Failed(message) : of(message);
  }

  /** The time of that second of the epoch, if it is plausible for the end of a limit. */
  Optional<Instant> plausible(long epochSecond) {
    long ahead = epochSecond - now.getEpochSecond();
    return ahead < 0 || ahead > Duration.ofDays(32).toSeconds()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(epochSecond));
  }
}
