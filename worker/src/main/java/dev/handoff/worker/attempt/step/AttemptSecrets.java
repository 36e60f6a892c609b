package dev.handoff.worker.attempt.step;

import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.secret.Redactor;
import dev.handoff.worker.secret.Secret;
import java.util.Collection;

/**
 * Removes secrets from everything that leaves the worker by way of one attempt: the worker's own,
 * and those in carried files. The worker removes its own from all its output, but does not know the
 * others, so they are removed here first. Thread-safe.
 */
public final class AttemptSecrets {

  private final Redactor worker;
  private volatile Redactor all;

  public AttemptSecrets(Redactor worker) {
    this.worker = worker;
    this.all = worker;
  }

  /** Called before any process of the job has seen them. */
  void add(Collection<Secret> carried) {
    if (!carried.isEmpty()) {
      all = worker.with(carried);
    }
  }

  public Redactor redactor() {
    return all;
  }

  /** Whether there are carried secrets, which the worker alone does not know. */
  boolean areMore() {
    return all != worker;
  }

  public String of(String text) {
    return areMore() ? all.redact(text) : text;
  }

  public CheckResult of(CheckResult check) {
    return areMore() ? check.mapTexts(all::redact) : check;
  }

  private JobResult of(JobResult result) {
    return result.mapTexts(all::redact);
  }

  public AttemptOutcome of(AttemptOutcome outcome) {
    if (!areMore()) {
      return outcome;
    }
    if (outcome instanceof AttemptOutcome.Failed failed) {
      return new AttemptOutcome.Failed(
          failed.reason(), of(failed.message()), of(failed.result()), failed.retryAt());
    }
    if (outcome instanceof AttemptOutcome.Stopped stopped) {
      return new AttemptOutcome.Stopped(stopped.why(), of(stopped.result()));
    }
    return new AttemptOutcome.Completed(of(((AttemptOutcome.Completed) outcome).result()));
  }
}
