package dev.handoff.brief.lint;

import dev.handoff.brief.Command;
import dev.handoff.brief.lint.CommandNeed.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The files that a command certainly needs to run, by its text. Paths are relative to the folder in
 * which it starts.
 *
 * @param scripts that it runs
 * @param manifests that define its scripts and targets; not all of them must exist
 */
public record RequiredFiles(List<String> scripts, List<String> manifests) {

  public RequiredFiles {
    scripts = List.copyOf(scripts);
    manifests = List.copyOf(manifests);
  }

  public static RequiredFiles of(Command command) {
    Set<String> scripts = new LinkedHashSet<>();
    Set<String> manifests = new LinkedHashSet<>();
    for (CommandNeed need : CommandNeeds.of(command)) {
      boolean isFile = need.kind() == Kind.SCRIPT || need.kind() == Kind.PROGRAM;
      if (isFile && need.isCertain() && need.word().matches(".*[./].*")) {
        scripts.add(need.places().get(0) + need.word());
      }
      need.places().forEach(place -> manifests.addAll(manifests(need.kind(), place)));
    }
    return new RequiredFiles(new ArrayList<>(scripts), new ArrayList<>(manifests));
  }

  private static List<String> manifests(Kind kind, String place) {
    return switch (kind) {
      case NPM_SCRIPT -> List.of(place + "package.json");
      case MAKE_TARGET -> List.of(place + "GNUmakefile", place + "makefile", place + "Makefile");
      case SCRIPT, PROGRAM -> List.of();
    };
  }
}
