package dev.handoff.worker.attempt.step;

import dev.handoff.job.JobResult;
import dev.handoff.job.JobResult.CheckResult;
import dev.handoff.worker.attempt.order.Outcome;
import dev.handoff.worker.secret.Redactor;
import dev.handoff.worker.secret.Secret;
import java.util.Collection;

/**
 * What must not leave the worker by way of one attempt: the worker's own secrets, and those that
 * were carried. The worker takes out its own wherever it says something; it does not know the
 * others, so here they are taken out before it is told. Safe for any thread.
 */
public final class AttemptSecrets {

  private final Redactor worker;
  private volatile Redactor all;

  public AttemptSecrets(Redactor worker) {
    this.worker = worker;
    this.all = worker;
  }

  /** Before any process of the job has seen them. */
  void add(Collection<Secret> carried) {
    if (!carried.isEmpty()) {
      all = worker.with(carried);
    }
  }

  public Redactor redactor() {
    return all;
  }

  /** Whether some were carried, so that the worker alone does not know all. */
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

  public Outcome of(Outcome outcome) {
    if (!areMore()) {
      return outcome;
    }
    if (outcome instanceof Outcome.Failed failed) {
      return new Outcome.Failed(
          failed.reason(), of(failed.message()), of(failed.result()), failed.retryAt());
    }
    if (outcome instanceof Outcome.Stopped stopped) {
      return new Outcome.Stopped(stopped.why(), of(stopped.result()));
    }
    return new Outcome.Completed(of(((Outcome.Completed) outcome).result()));
  }
}
