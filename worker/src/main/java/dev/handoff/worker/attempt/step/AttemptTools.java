package dev.handoff.worker.attempt.step;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.Sources;
import dev.handoff.brief.policy.Policy;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.folder.Workspace;
import dev.handoff.worker.attempt.git.BaseCommit;
import dev.handoff.worker.attempt.git.CommitFiles;
import dev.handoff.worker.attempt.git.Git;
import dev.handoff.worker.attempt.git.JobTree;
import dev.handoff.worker.attempt.home.JobHome;
import dev.handoff.worker.attempt.order.AttemptListener;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.AttemptSettings;
import dev.handoff.worker.attempt.text.PlainText;
import dev.handoff.worker.secret.Redactor;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Holds what an attempt works with from start to end. Immutable. */
public record AttemptTools(
    AttemptOrder order,
    Workspace workspace,
    Git git,
    JobHome home,
    AttemptListener listener,
    LogWriter log,
    AttemptSettings settings,
    AttemptSecrets secrets) {

  AttemptTools pinned(Brief brief) {
    return new AttemptTools(
        order.pinned(brief), workspace, git, home, listener, log, settings, secrets);
  }

  Brief brief() {
    return order.brief();
  }

  public Policy policy() {
    return settings.policy();
  }

  /** The folder of the brief in git's spelling; empty or ending with a slash. */
  public String prefix() {
    String folder = brief().scope().dir();
    return folder == null || folder.isEmpty() ? "" : Git.raw(folder) + "/";
  }

  /** The job's branch in git's spelling; null: the base commit was not a branch. */
  @Nullable String branch() {
    Sources sources = brief().scope().sources();
    return sources == null || sources.branch() == null ? null : Git.raw(sources.branch());
  }

  /**
   * The tree of the attempt.
   *
   * @param repository a repository that has the base commit
   * @param files of that commit
   */
  JobTree tree(Path repository, CommitFiles files) {
    BaseCommit base = new BaseCommit(order.commit(), repository.resolve("objects"), files);
    return new JobTree(git, workspace, base, prefix(), log::note);
  }

  /** Whether the isolation can give the network that the brief asks for. */
  boolean canHaveNetworkBy(Isolation isolation) {
    return hasNetwork() || isolation.canCutNetwork();
  }

  /** Whether both the brief and the worker's policy allow the job's processes the network. */
  boolean hasNetwork() {
    return brief().network() != Network.OFF && policy().network() != Network.OFF;
  }

  public Redactor redactor() {
    return secrets.redactor();
  }

  /**
   * The text without secrets; to be called before a text is cut, since a secret that is cut is not
   * found.
   */
  public String redacted(String text) {
    return redactor().redact(text);
  }

  /** Whether the text holds a secret. */
  public boolean holdsSecret(String text) {
    return redactor().finds(text);
  }

  /** The brief's title of the job, for all that leaves the worker by way of git. */
  public String title() {
    String title = brief().title();
    return holdsSecret(title) ? redacted(title) : title;
  }

  /** The message of the commit with the job's changes. */
  String commitMessage() {
    return "%s\n\nHandoff-Job: %s\nHandoff-Attempt: %d\n"
        .formatted(PlainText.line(title(), 200), order.job(), order.attempt());
  }
}
