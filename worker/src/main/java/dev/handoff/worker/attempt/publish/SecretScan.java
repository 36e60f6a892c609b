package dev.handoff.worker.attempt.publish;

import dev.handoff.file.FileErrorText;
import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.change.TreeDiff;
import dev.handoff.worker.attempt.folder.WithheldPatches;
import dev.handoff.worker.attempt.order.StepResult;
import dev.handoff.worker.attempt.step.Attempt;
import dev.handoff.worker.attempt.step.ScopeGuard;
import dev.handoff.worker.attempt.text.PlainText;
import dev.handoff.worker.secret.Redactor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides about secrets in the job's additions. A patch with a secret is not a result: without the
 * secret it would be another patch than the checks have seen, and with it, it must not leave the
 * worker.
 */
final class SecretScan {

  private static final Logger LOG = LoggerFactory.getLogger(SecretScan.class);

  private static final int NAMED = 10;
  private static final String NEXT =
      "Have the job read the value when it runs; if it is no secret, the worker's file can say so:"
          + " redact: {except: [NAME]}.";

  private final Redactor redactor;
  private final WithheldPatches withheld;

  SecretScan(Redactor redactor, WithheldPatches withheld) {
    this.redactor = redactor;
    this.withheld = withheld;
  }

  /**
   * Returns how the attempt ends in view of its changes; if they hold a secret, they are withheld
   * from then on.
   */
  StepResult judge(Attempt attempt, StepResult end) throws IOException, InterruptedException {
    ScopeGuard.fix(attempt);
    if (attempt.changes().filter(each -> !each.isEmpty()).isEmpty()) {
      return end;
    }
    Additions added = Additions.of(attempt, redactor);
    warn(attempt, added.tokens());
    List<String> found = added.secrets();
    if (found.isEmpty()) {
      return end;
    }
    attempt.withhold();
    String message = message(found);
    String kept = keep(attempt);
    attempt.log().note(message);
    attempt.log().note(kept);
    if (end instanceof StepResult.Stopped) {
      return end;
    }
    String before = end instanceof StepResult.Failed failed ? "\n" + failed.message() : "";
    return StepResult.failed(Reason.SECRET_FOUND, message + " " + kept + " " + NEXT + before);
  }

  /** A token may be anybody's, or just an example, so people have to decide about it. */
  private static void warn(Attempt attempt, List<String> tokens) {
    if (!tokens.isEmpty()) {
      String warning =
          "What was added looks like " + named(tokens) + ". Look at it before it goes further.";
      attempt.note(warning);
      attempt.log().note(warning);
    }
  }

  /** What happened to the patch. */
  private String keep(Attempt attempt) throws InterruptedException {
    try {
      Path patch = TreeDiff.patch(attempt.tree(), attempt.changes().orElseThrow().commit());
      Path kept = withheld.keep(attempt.order().name(), patch);
      return "The worker's owner finds the patch on %s for %d days: %s."
          .formatted(HostName.ofThisHost(), WithheldPatches.KEPT.toDays(), kept);
    } catch (IOException e) {
      LOG.warn("{}: the withheld patch could not be kept", attempt.order().name(), e);
      return "It could not be kept on the worker either: "
          + PlainText.line(FileErrorText.of(e), 300);
    }
  }

  private static String message(List<String> found) {
    return "the changes hold what must not leave this worker: %s. So no patch and no branch is published."
        .formatted(named(found));
  }

  private static String named(List<String> places) {
    int more = places.size() - NAMED;
    return String.join("; ", places.subList(0, Math.min(NAMED, places.size())))
        + (more > 0 ? "; and in " + more + " more files" : "");
  }
}
