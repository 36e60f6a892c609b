package dev.handoff.brief.lint;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Command;
import dev.handoff.brief.lint.CommandNeed.Kind;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds files that a check names although the job must change them. They are restored to the base
 * before the check unless {@code include} names them, so the check would see the old ones and fail
 * after all the work. Pure.
 */
final class FilesPutBack {

  /** The name of a script that verifies the work and is seldom the work itself. */
  private static final Pattern JUDGE =
      Pattern.compile("check|test|spec|verif|valid|lint|assert|gradlew|mvnw|^ci\\b");

  /** Words of a goal before the name of a tool. */
  private static final Pattern USES =
      Pattern.compile(
          "(?i)\\b(with|by|using|use|uses|run|runs|running|through|via|from|like|see|after)\\W+(the )?$");

  /** Words of a goal after the name of a script that must pass. */
  private static final Pattern PASSES =
      Pattern.compile("(?i)^\\W*(pass|succeed|run|end|exit|is green|stays?|does not fail|works)");

  private final Brief brief;
  private final CommitFiles files;
  private final String prefix;

  FilesPutBack(Brief brief, CommitFiles files) {
    this.brief = brief;
    this.files = files;
    this.prefix = Paths.prefix(brief.scope().dir());
  }

  /** The files of one check, relative to the job's folder. */
  Set<String> of(Command check) {
    Set<String> found = new LinkedHashSet<>();
    if (!brief.scope().include().isEmpty()) {
      return found;
    }
    for (LookedInto one : LookedInto.of(check, this::isFile)) {
      relative(one.word())
          .filter(file -> one.isRead() || isNamedByGoal(file) || isNamedByRun(file))
          .ifPresent(found::add);
    }
    for (CommandNeed need : CommandNeeds.of(check)) {
      boolean isScript = need.kind() == Kind.SCRIPT || need.kind() == Kind.PROGRAM;
      // The check may enter a folder, and then a name can mean another file.
      if (isScript && need.places().equals(List.of(""))) {
        relative(need.word())
            .filter(file -> isGivenToRun(file) || isWorkOfGoal(file))
            .ifPresent(found::add);
      }
    }
    return found;
  }

  private boolean isFile(String word) {
    return relative(word).isPresent();
  }

  /** The file that the word names, relative to the folder in which commands run. */
  private Optional<String> relative(String word) {
    return Optional.ofNullable(Paths.normal(prefix + word))
        .filter(file -> file.startsWith(prefix) && files.hasFile(file))
        .map(file -> file.substring(prefix.length()));
  }

  private boolean isNamedByGoal(String file) {
    return brief.goal().contains(name(file));
  }

  private boolean isNamedByRun(String file) {
    return brief.run() instanceof RunCommand run
        && run.command().argv().stream().anyMatch(argument -> argument.contains(name(file)));
  }

  /** Whether the job's command gets the file as an argument, not as the script to run. */
  private boolean isGivenToRun(String file) {
    return brief.run() instanceof RunCommand run
        && LookedInto.of(run.command(), this::isFile).stream()
            .anyMatch(one -> relative(one.word()).filter(file::equals).isPresent());
  }

  /**
   * Whether the goal names the file as the work. It can also name a script that does or verifies
   * the work.
   */
  private boolean isWorkOfGoal(String file) {
    if (JUDGE.matcher(name(file)).find()) {
      return false;
    }
    Predicate<Matcher> isTool =
        at ->
            USES.matcher(brief.goal().substring(0, at.start())).find()
                || PASSES.matcher(brief.goal().substring(at.end())).find();
    Matcher named =
        Pattern.compile("(?<![\\w-])(\\./|[\\w./-]*/)?" + Pattern.quote(name(file)) + "(?![\\w-])")
            .matcher(brief.goal());
    boolean isNamed = false;
    while (named.find()) {
      if (isTool.test(named)) {
        return false;
      }
      isNamed = true;
    }
    return isNamed;
  }

  private static String name(String file) {
    return file.substring(file.lastIndexOf('/') + 1);
  }
}
