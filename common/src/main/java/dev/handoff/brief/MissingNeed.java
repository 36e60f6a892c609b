package dev.handoff.brief;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.handoff.brief.Brief.RunCommand;
import dev.handoff.brief.CommandNeed.Kind;
import dev.handoff.brief.SourceLint.Host;
import dev.handoff.brief.SourceLint.Maker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Judges whether what a command needs is missing, and who could still make it. */
final class MissingNeed {

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

  private static final int MOST_NAMES = 8;

  private final Brief brief;
  private final CommitFiles files;
  private final Host host;
  private final String commit;

  /**
   * What is the matter with a need.
   *
   * @param text what the command wants, and the commit does not have
   */
  record Judgement(Weight weight, String text, String remedy) {}

  enum Weight {
    /** The command cannot run at all. */
    REFUSAL,
    /** It cannot run unless somebody makes what it needs. */
    WARNING,
    /** What it needs is there, and only not committed yet. */
    ADVICE;

    static Weight of(boolean isCertain) {
      return isCertain ? REFUSAL : WARNING;
    }
  }

  MissingNeed(Brief brief, CommitFiles files, Host host, String commit) {
    this.brief = brief;
    this.files = files;
    this.host = host;
    this.commit = commit;
  }

  /** Null if nothing is the matter, or nobody can say. */
  Judgement judge(Command command, CommandNeed need, Maker maker) {
    List<String> paths =
        need.places().stream()
            .map(place -> Paths.prefix(brief.scope().dir()) + place)
            .map(place -> isTarget(need) ? place : place + need.word())
            .map(Paths::normal)
            .toList();
    if (paths.stream().anyMatch(Objects::isNull)) {
      return null;
    }
    return switch (need.kind()) {
      case SCRIPT, PROGRAM -> file(command, need, paths, maker);
      case NPM_SCRIPT -> paths.size() == 1 ? npm(command, need, paths.get(0), maker) : null;
      case MAKE_TARGET -> paths.size() == 1 ? make(command, need, paths.get(0), maker) : null;
    };
  }

  private static boolean isTarget(CommandNeed need) {
    return need.kind() == Kind.NPM_SCRIPT || need.kind() == Kind.MAKE_TARGET;
  }

  private Judgement file(Command command, CommandNeed need, List<String> paths, Maker maker) {
    for (String path : paths) {
      if (files.hasFile(path)) {
        return need.kind() == Kind.PROGRAM ? unexecutable(need, path) : null;
      }
      if (path.isEmpty()
          || path.equals(".git")
          || path.startsWith(".git/")
          || files.hasFolder(path)
          || files.leadsElsewhere(path)) {
        return null;
      }
    }
    boolean isOnPath = need.word().indexOf('/') < 0 && host.isProgram().test(need.word());
    if (isOnPath || isMade(command, need.word(), paths, maker)) {
      return null;
    }
    String path = paths.get(paths.size() - 1);
    if (host.isInTree().test(path) && !host.isIgnored().test(path)) {
      return new Judgement(
          Weight.ADVICE,
          "runs %s, which is not committed".formatted(ShownValue.of(need.word())),
          "commit it, or submit with --dirty");
    }
    boolean isSpelledAlike = files.paths().stream().anyMatch(path::equalsIgnoreCase);
    boolean isCertain =
        need.isCertain()
            && maker != Maker.SETUP
            && !isSpelledAlike
            && !(maker == Maker.JOB && mayBeMade(path))
            && (need.word().indexOf('/') >= 0 || need.word().indexOf('.') > 0);
    return new Judgement(
        Weight.of(isCertain),
        "runs %s, which %s does not have".formatted(ShownValue.of(need.word()), commit),
        fileRemedy(command, need.word(), path, from(need)));
  }

  private String from(CommandNeed need) {
    String place = need.places().get(need.places().size() - 1);
    return Paths.prefix(Paths.prefix(brief.scope().dir()) + place);
  }

  private Judgement unexecutable(CommandNeed need, String path) {
    boolean isMended = brief.setup().stream().anyMatch(one -> mentions(one, "chmod"));
    return files.isExecutable(path) || isMended
        ? null
        : new Judgement(
            Weight.WARNING,
            "runs %s, which is not executable in %s".formatted(ShownValue.of(need.word()), commit),
            "git update-index --chmod=+x " + ShownValue.of(path) + ", and commit that");
  }

  /** Whether something in the brief is there to make it. */
  private boolean isMade(Command command, String word, List<String> paths, Maker maker) {
    String name = word.substring(word.lastIndexOf('/') + 1);
    String folder = paths.get(0).replaceFirst("/.*", "");
    boolean isBySetup =
        brief.setup().stream().filter(one -> one != command).anyMatch(one -> mentions(one, name));
    String plain = word.replaceFirst("^(\\./)+", "");
    boolean isInCommand =
        occurrences(command, plain) > 1
            || plain.indexOf('/') > 0
                && occurrences(command, plain.substring(0, plain.indexOf('/'))) > 1;
    if (isBySetup || isInCommand) {
      return true;
    }
    boolean isGenerated =
        paths.stream().anyMatch(host.isIgnored())
            || MADE.contains(folder)
            || paths.stream().anyMatch(path -> path.contains("node_modules/"));
    if (maker == Maker.NOBODY) {
      return false;
    }
    boolean isByWork =
        brief.run() instanceof RunCommand run
            && run.command() != command
            && mentions(run.command(), name);
    boolean isWanted = isByWork || brief.goal().contains(name) || isIncluded(paths);
    return isGenerated
        || maker == Maker.JOB && isWanted && paths.stream().anyMatch(this::mayBeMade);
  }

  /** What makes or looks for a file before it runs it names it twice, or its folder. */
  private static long occurrences(Command command, String word) {
    return Pattern.compile("(?<![\\w.-])" + Pattern.quote(word) + "(?![\\w.-])")
        .matcher(String.join(" ", command.argv()))
        .results()
        .limit(2)
        .count();
  }

  private boolean isIncluded(List<String> paths) {
    String prefix = Paths.prefix(brief.scope().dir());
    return brief.scope().include().stream()
        .anyMatch(glob -> paths.contains(Paths.normal(prefix + glob)));
  }

  private static boolean mentions(Command command, String text) {
    return command.argv().stream().anyMatch(word -> word.contains(text));
  }

  /** Whether the scope lets the job make it, or git does not look at it. */
  private boolean mayBeMade(String path) {
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

  /**
   * One of the same or nearly the same name that is there, or else what makes it be there.
   *
   * @param from the folder in which the command stands then
   */
  private String fileRemedy(Command command, String word, String path, String from) {
    String near = near(path);
    if (near == null) {
      return "commit " + ShownValue.of(path) + ", or name a command that is there";
    }
    return near.startsWith(from)
        ? line(command, word, near.substring(from.length()))
        : "name " + ShownValue.of(near) + " of the repository, which is there";
  }

  private String near(String path) {
    int slash = path.lastIndexOf('/');
    String name = path.substring(slash + 1);
    List<String> same =
        files.paths().stream()
            .filter(file -> file.equals(name) || file.endsWith("/" + name))
            .limit(2)
            .toList();
    if (same.size() == 1) {
      return same.get(0);
    }
    String folder = slash < 0 ? "" : path.substring(0, slash);
    String near = Spelling.nearest(name, files.namesIn(folder));
    return near == null || folder.isEmpty() ? near : folder + "/" + near;
  }

  /** The command with another word, as the brief may have it. */
  private static String line(Command command, String word, String other) {
    List<String> argv = command.argv();
    boolean isScript = argv.size() == 3 && argv.subList(0, 2).equals(List.of("sh", "-c"));
    String shown = word.startsWith("./") && !other.contains("/") ? "./" + other : other;
    List<String> words = new ArrayList<>();
    for (String each : isScript ? argv.subList(2, 3) : argv) {
      words.add(each.equals(word) || isScript ? each.replace(word, shown) : each);
    }
    return ShownValue.of(
        isScript ? "run: " + words.get(0) : "run: [" + String.join(", ", words) + "]");
  }

  private Judgement npm(Command command, CommandNeed need, String folder, Maker maker) {
    String manifest = nearestManifest(folder);
    if (manifest == null) {
      return withoutManifest(command, need, folder, maker, "package.json");
    }
    Set<String> scripts = scripts(manifest);
    if (scripts == null || scripts.contains(need.word()) || isAdded(need, manifest, maker)) {
      return null;
    }
    return judgement(
        need,
        maker,
        manifest,
        "runs the script %s, which %s of %s does not have"
            .formatted(ShownValue.of(need.word()), ShownValue.of(manifest), commit),
        remedy(command, need.word(), scripts, "add it to " + manifest + " and commit that"));
  }

  private Judgement withoutManifest(
      Command command, CommandNeed need, String folder, Maker maker, String name) {
    String path = folder.isEmpty() ? name : folder + "/" + name;
    if (files.leadsElsewhere(path) || isMade(command, path, List.of(path), maker)) {
      return null;
    }
    List<String> others =
        files.paths().stream().filter(file -> file.endsWith("/" + name)).limit(2).toList();
    return judgement(
        need,
        maker,
        path,
        "needs %s, which %s does not have".formatted(ShownValue.of(path), commit),
        others.size() == 1
            ? "scope: {dir: \""
                + ShownValue.of(others.get(0).substring(0, others.get(0).lastIndexOf('/')))
                + "\"}"
            : "commit it, or set scope.dir to the folder that has it");
  }

  /** Whether something in the brief is there to add the script or target. */
  private boolean isAdded(CommandNeed need, String manifest, Maker maker) {
    String name = manifest.substring(manifest.lastIndexOf('/') + 1);
    boolean isBySetup = brief.setup().stream().anyMatch(one -> mentions(one, name));
    boolean isWanted = brief.goal().contains(need.word()) || brief.goal().contains(name);
    return isBySetup || maker == Maker.JOB && isWanted && mayBeMade(manifest);
  }

  private Judgement judgement(
      CommandNeed need, Maker maker, String manifest, String text, String remedy) {
    boolean isCertain =
        need.isCertain() && maker != Maker.SETUP && !(maker == Maker.JOB && mayBeMade(manifest));
    return new Judgement(Weight.of(isCertain), text, remedy);
  }

  /** npm looks for it in the folders above too. */
  private String nearestManifest(String folder) {
    for (String at = folder; ; at = at.substring(0, Math.max(0, at.lastIndexOf('/')))) {
      String manifest = at.isEmpty() ? "package.json" : at + "/package.json";
      if (files.hasFile(manifest)) {
        return manifest;
      }
      if (at.isEmpty()) {
        return null;
      }
    }
  }

  /** Null if it cannot be read. */
  private Set<String> scripts(String manifest) {
    try {
      JsonNode json = new JsonMapper().readTree(files.text(manifest));
      if (json == null || !json.isObject()) {
        return null;
      }
      Set<String> names = new TreeSet<>();
      json.path("scripts").fieldNames().forEachRemaining(names::add);
      return names;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private Judgement make(Command command, CommandNeed need, String folder, Maker maker) {
    String prefix = folder.isEmpty() ? "" : folder + "/";
    List<String> names =
        List.of("GNUmakefile", "makefile", "Makefile").stream()
            .filter(name -> files.hasFile(prefix + name))
            .toList();
    if (names.isEmpty()) {
      // make knows how to build some files without being told.
      return hasFileOf(need.word(), folder)
          ? null
          : withoutManifest(command, need, folder, maker, "Makefile");
    }
    String path = prefix + names.get(0);
    Makefile makefile = Makefile.of(files.text(path));
    boolean isThere =
        !makefile.isWhole()
            || makefile.targets().contains(need.word())
            || hasFileOf(need.word(), folder);
    if (isThere || isAdded(need, path, maker)) {
      return null;
    }
    return judgement(
        need,
        maker,
        path,
        "makes %s, which is no target of %s of %s"
            .formatted(ShownValue.of(need.word()), ShownValue.of(path), commit),
        remedy(command, need.word(), makefile.targets(), "add it to " + path + " and commit that"));
  }

  private boolean hasFileOf(String target, String folder) {
    return files.hasFolder(folder.isEmpty() ? target : folder + "/" + target)
        || files.namesIn(folder).stream()
            .anyMatch(name -> name.equals(target) || name.startsWith(target + "."));
  }

  private static String remedy(
      Command command, String word, Collection<String> known, String otherwise) {
    String near = Spelling.nearest(word, known);
    if (near != null) {
      return line(command, word, near);
    }
    return known.isEmpty()
        ? otherwise
        : otherwise
            + ", or name one of: "
            + ShownValue.of(String.join(", ", known.stream().limit(MOST_NAMES).toList()));
  }
}
