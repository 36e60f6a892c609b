package dev.handoff.gateway.problem;

import dev.handoff.awaiter.UnknownJobException;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.log.artifact.ArtifactStore.GoneException;
import dev.handoff.producer.KeyConflictException;
import dev.handoff.producer.SubmitFailedException;
import dev.handoff.producer.UnknownLaneException;
import dev.handoff.trust.UntrustedException;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a failure means for a client. */
public final class Problems {

  private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

  /** In seconds: a broker that restarts is back by then. */
  public static final int RETRY = 5;

  private Problems() {}

  public static Problem of(Throwable failure) {
    Throwable cause = causeOf(failure);
    String message = String.valueOf(cause.getMessage());
    if (cause instanceof ProblemException known) {
      return known.problem();
    }
    if (cause instanceof UnknownJobException) {
      return new Problem(404, message);
    }
    if (cause instanceof GoneException) {
      return new Problem(410, message);
    }
    if (cause instanceof InvalidBriefException invalid) {
      return Problem.ofBrief(
          400, "the brief is refused, and nothing was submitted", invalid.errors());
    }
    if (cause instanceof KeyConflictException) {
      return new Problem(409, message);
    }
    if (cause instanceof UnknownLaneException) {
      return new Problem(422, message);
    }
    if (cause instanceof UntrustedException) {
      return new Problem(403, message);
    }
    if (cause instanceof SubmitFailedException failed) {
      return ofSubmit(failed, message);
    }
    return ofBroker(cause, message);
  }

  private static Problem ofSubmit(SubmitFailedException failed, String message) {
    boolean isRefused = failed.fate() == SubmitFailedException.Fate.NOT_SUBMITTED;
    return isRefused && failed.getCause() instanceof AuthorizationException refused
        ? ofRights(refused, "nothing was submitted: ")
        : Problem.retry(503, message, RETRY);
  }

  /** No repetition helps, so there is no time for one. */
  private static Problem ofRights(AuthorizationException refused, String what) {
    return new Problem(
        403,
        "%sthe broker does not permit it to the user of this gateway, whatever the token permits (%s)"
            .formatted(what, refused.getMessage()));
  }

  private static Problem ofBroker(Throwable cause, String message) {
    if (cause instanceof RejectedExecutionException) {
      return Problem.retry(503, "the gateway has too much to do", RETRY);
    }
    if (cause instanceof CancellationException) {
      return Problem.retry(503, "the gateway stops: ask again, also another one", 1);
    }
    if (cause instanceof TimeoutException) {
      return Problem.retry(503, "no broker has answered in time", RETRY);
    }
    if (cause instanceof AuthorizationException refused) {
      return ofRights(refused, "");
    }
    if (cause instanceof KafkaException || cause instanceof IOException) {
      return Problem.retry(503, "the log cannot be read or written now: " + message, RETRY);
    }
    LOG.error("A defect of Handoff", cause);
    return new Problem(500, "a defect of Handoff: see the log of the gateway");
  }

  public static Throwable causeOf(Throwable failure) {
    boolean isWrapped =
        failure instanceof CompletionException || failure instanceof ExecutionException;
    return isWrapped && failure.getCause() != null ? causeOf(failure.getCause()) : failure;
  }
}
