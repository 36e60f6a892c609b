package dev.handoff.gateway.submit;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.RunHandler;
import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.schema.BriefError;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a brief must be that comes over HTTP, with no working tree beside it: its repository is one
 * that workers can fetch, and its ref is the commit itself, since a gateway runs no git. Pure.
 */
public final class HttpBrief {

  private static final Pattern NETWORK =
      Pattern.compile("(https|ssh)://.+|([\\w.-]+@)?[\\w.-]+:(?!//).+");
  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

  private HttpBrief() {}

  /** What is wrong with the brief; empty if it can be submitted as it is. */
  public static List<BriefError> errors(Brief brief) {
    Scope scope = brief.scope();
    List<BriefError> errors = new ArrayList<>();
    if (scope.sources() != null) {
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
    if (scope.repo() == null || !NETWORK.matcher(scope.repo()).matches()) {
      errors.add(
          new BriefError(
              "scope.repo",
              "must be a URL by https or ssh, since a gateway has no working tree",
              scope.repo()));
    }
    if (scope.ref() == null || !COMMIT.matcher(scope.ref()).matches()) {
      errors.add(
          new BriefError(
              "scope.ref",
              "must be a commit, 40 or 64 hexadecimal digits, since a gateway resolves no names (git ls-remote URL NAME does)",
              scope.ref()));
    }
    return errors;
  }

  /** Whether the job's source is only with it on the log, and would have to be sent again. */
  public static boolean hasSentSources(Brief brief) {
    return brief.scope().carries()
        || brief.scope().sources() != null && brief.scope().sources().bundle() != null;
  }
}
