package dev.handoff.brief.lint;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Brief.Check;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.Command;
import dev.handoff.brief.ScopeGlob;
import dev.handoff.brief.lint.SourceLint.Host;
import dev.handoff.brief.lint.SourceLint.Maker;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds what could create a file that the commit lacks before a command of the brief needs it. */
final class FileMakers {

  /** Folders that tools fill before or during a job. */
  private static final Set<String> MADE =
      Set.of(
          "node_modules",
          "vendor",
          ".venv",
          "venv",
          ".tox",
          "target",
          "build",
          "dist",
          "out",
          "_build",
          "cmake-build",
          ".bundle");

  private final Brief brief;
  private final Host host;

  FileMakers(Brief brief, Host host) {
    this.brief = brief;
    this.host = host;
  }

  /**
   * Whether something in the brief seems to create the file.
   *
   * @param word as written in the command
   * @param paths the possible paths of the file
   * @param isFirst whether no other part of the command runs before
   */
  boolean isMade(Command command, String word, List<String> paths, Maker maker, boolean isFirst) {
    String name = word.substring(word.lastIndexOf('/') + 1);
    boolean isBySetup =
        brief.setup().stream().filter(one -> one != command).anyMatch(one -> mentions(one, name));
    if (isBySetup || isByEarlierCheck(command, name) || isNamedTwice(command, word)) {
      return true;
    }
    boolean mayBeGenerated = maker != Maker.NOBODY || !isFirst;
    return mayBeGenerated && paths.stream().anyMatch(this::isGenerated)
        || isAfterJob(maker) && isWanted(command, name, paths);
  }

  private static boolean isAfterJob(Maker maker) {
    return maker == Maker.JOB || maker == Maker.JOB_AND_OTHERS;
  }

  /** Whether an earlier check names the file. Always false for a command that is no check. */
  private boolean isByEarlierCheck(Command command, String name) {
    List<Command> checks = brief.checks().stream().map(Check::run).toList();
    return checks.subList(0, Math.max(0, checks.indexOf(command))).stream()
        .anyMatch(one -> mentions(one, name));
  }

  private boolean isGenerated(String path) {
    return host.isIgnored().test(path)
        || MADE.contains(path.replaceFirst("/.*", ""))
        || path.contains("node_modules/");
  }

  private boolean isWanted(Command command, String name, List<String> paths) {
    boolean isByWork =
        brief.run() instanceof RunCommand run
            && run.command() != command
            && mentions(run.command(), name);
    return (isByWork || brief.goal().contains(name) || isIncluded(paths))
        && paths.stream().anyMatch(this::mayJobMake);
  }

  private boolean isIncluded(List<String> paths) {
    String prefix = Paths.prefix(brief.scope().dir());
    return brief.scope().include().stream()
        .anyMatch(glob -> paths.contains(Paths.normal(prefix + glob)));
  }

  /** Whether something in the brief seems to add the script or target to the manifest. */
  boolean isAdded(String word, String manifest, Maker maker) {
    String name = manifest.substring(manifest.lastIndexOf('/') + 1);
    boolean isBySetup = brief.setup().stream().anyMatch(one -> mentions(one, name));
    boolean isWanted = brief.goal().contains(word) || brief.goal().contains(name);
    return isBySetup || isAfterJob(maker) && isWanted && mayJobMake(manifest);
  }

  /** Whether certainly nothing creates the file. */
  boolean isNobodys(String path, Maker maker) {
    return maker == Maker.NOBODY || maker == Maker.JOB && !mayJobMake(path);
  }

  /** Whether the job may create the file: the scope includes it, or git ignores it. */
  private boolean mayJobMake(String path) {
    String prefix = Paths.prefix(brief.scope().dir());
    if (host.isIgnored().test(path)) {
      return true;
    }
    if (!path.startsWith(prefix)) {
      return false;
    }
    String relative = path.substring(prefix.length());
    boolean isIncluded =
        brief.scope().include().isEmpty()
            || brief.scope().include().stream()
                .anyMatch(glob -> new ScopeGlob(glob).matches(relative));
    boolean isExcluded =
        brief.scope().exclude().stream()
            .anyMatch(glob -> !glob.startsWith("!") && new ScopeGlob(glob).matches(relative));
    return isIncluded && !isExcluded;
  }

  boolean isMadeExecutable(Command command) {
    return mentions(command, "chmod")
        || brief.setup().stream().anyMatch(one -> mentions(one, "chmod"));
  }

  /**
   * Whether the command names the file or its folder twice, as one does that creates or tests a
   * file before it runs it.
   */
  private static boolean isNamedTwice(Command command, String word) {
    String plain = word.replaceFirst("^(\\./)+", "");
    int slash = plain.indexOf('/');
    return occurs(command, plain) > 1
        || slash > 0 && occurs(command, plain.substring(0, slash)) > 1;
  }

  private static long occurs(Command command, String word) {
    return Pattern.compile("(?<![\\w.-])" + Pattern.quote(word) + "(?![\\w.-])")
        .matcher(String.join(" ", command.argv()))
        .results()
        .limit(2)
        .count();
  }

  private static boolean mentions(Command command, String text) {
    return command.argv().stream().anyMatch(word -> word.contains(text));
  }
}
