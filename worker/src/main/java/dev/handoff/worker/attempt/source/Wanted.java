package dev.handoff.worker.attempt.source;

import dev.handoff.brief.Brief.Scope;
import dev.handoff.brief.Sources;
import java.util.Objects;

/** A commit that a job needs, of a scope that is known to name one. */
record Wanted(String repo, String commit, Sources sources) {

  static Wanted by(Scope scope) {
    return new Wanted(
        Objects.requireNonNull(scope.repo(), "scope.repo"),
        Objects.requireNonNull(scope.ref(), "scope.ref"),
        scope.sources() == null ? Sources.NONE : scope.sources());
  }
}
