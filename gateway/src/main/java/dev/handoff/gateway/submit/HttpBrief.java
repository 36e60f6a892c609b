package dev.handoff.gateway.submit;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.FloatingRef;
import dev.handoff.brief.Sources;
import dev.handoff.brief.schema.BriefError;
import java.util.ArrayList;
import java.util.List;

/**
 * What a brief must be that comes over HTTP, with no working tree beside it: its repository is one
 * that workers can fetch, and a ref that is no commit is left to them, since a gateway runs no git.
 * Pure.
 */
public final class HttpBrief {

  private HttpBrief() {}

  /** What is wrong with the brief; empty if it can be submitted as it is. */
  public static List<BriefError> errors(Brief brief) {
    Scope scope = brief.scope();
    List<BriefError> errors = new ArrayList<>();
    if (scope.sources() != null && !scope.sources().equals(Sources.FLOATING)) {
      errors.add(new BriefError("scope.sources", "must be left out: submit adds it", null));
    }
    if (!scope.carriedGlobs().isEmpty()) {
      errors.add(
          new BriefError(
              "scope.carry", "must be left out: over HTTP there is no working tree", null));
    }
    if (scope.repo() == null && brief.run() instanceof RunHandler) {
      return errors;
    }
    if (scope.repo() == null || !FloatingRef.isRemote(scope.repo())) {
      errors.add(
          new BriefError(
              "scope.repo",
              "must be a URL by https or ssh, since a gateway has no working tree",
              scope.repo()));
    }
    String ref = scope.ref() == null ? FloatingRef.HEAD : scope.ref();
    if (!FloatingRef.isCommit(ref)) {
      if (brief.run() instanceof RunHandler) {
        errors.add(
            new BriefError("scope.ref", "must be a commit, which no handler's worker pins", ref));
      } else if (!FloatingRef.isGood(ref)) {
        errors.add(new BriefError("scope.ref", "must be a commit, HEAD, a branch or a tag", ref));
      }
    }
    return errors;
  }

  /** The brief without errors as it is sent: a ref that is no commit is left to the worker. */
  public static Brief toSubmit(Brief brief) {
    Scope scope = brief.scope();
    String ref = scope.ref() == null ? FloatingRef.HEAD : scope.ref();
    return scope.repo() == null || FloatingRef.isCommit(ref)
        ? brief
        : brief.withSource(scope.repo(), ref).withSources(Sources.FLOATING);
  }

  /** Whether the job's source is only with it on the log, and would have to be sent again. */
  public static boolean hasSentSources(Brief brief) {
    return brief.scope().carries()
        || brief.scope().sources() != null && brief.scope().sources().bundle() != null;
  }
}
