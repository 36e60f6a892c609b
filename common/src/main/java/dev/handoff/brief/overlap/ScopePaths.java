package dev.handoff.brief.overlap;

import dev.handoff.brief.Brief.Scope;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The paths that a scope admits, or more: a glob that is not understood admits everything if it
 * includes, and takes nothing out if it excludes.
 */
final class ScopePaths {

  private final Automaton included = new Automaton();
  private final Automaton excluded = new Automaton();

  ScopePaths(Scope scope) {
    String folder = scope.dir().replaceAll("^(\\./)+|/+$", "");
    if (!include(folder, scope.include())) {
      GlobParser.add(included, folder, "**");
    }
    exclude(folder, scope.exclude());
  }

  private boolean include(String folder, List<String> globs) {
    boolean isUnderstood = !globs.isEmpty();
    for (String glob : globs) {
      // What a negation takes out is left in: more paths than there are do no harm.
      isUnderstood &= GlobParser.isNegation(glob) || GlobParser.add(included, folder, glob);
    }
    return isUnderstood;
  }

  private void exclude(String folder, List<String> globs) {
    if (globs.stream().noneMatch(GlobParser::isNegation)) {
      globs.forEach(glob -> GlobParser.add(excluded, folder, glob));
    }
  }

  Set<Letters> asked() {
    Set<Letters> asked = new HashSet<>(included.asked());
    asked.addAll(excluded.asked());
    return asked;
  }

  Automaton included() {
    return included;
  }

  Automaton excluded() {
    return excluded;
  }
}
