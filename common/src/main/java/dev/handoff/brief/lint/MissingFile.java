package dev.handoff.brief.lint;

import dev.handoff.brief.Brief;
import dev.handoff.brief.Command;
import dev.handoff.brief.ScopeGlob;
import dev.handoff.brief.lint.CommandNeed.Kind;
import dev.handoff.brief.lint.Judgement.Weight;
import dev.handoff.brief.lint.SourceLint.Host;
import dev.handoff.brief.lint.SourceLint.Maker;
import dev.handoff.brief.schema.DisplayValue;
import dev.handoff.brief.schema.Spelling;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Judges a script or program that a command runs and the commit lacks. */
final class MissingFile {

  private final Brief brief;
  private final CommitFiles files;
  private final Host host;
  private final FileMakers makers;
  private final String commit;

  MissingFile(Brief brief, CommitFiles files, Host host, String commit) {
    this.brief = brief;
    this.files = files;
    this.host = host;
    this.makers = new FileMakers(brief, host);
    this.commit = commit;
  }

  /** Null if there is no problem or it cannot be known. */
  @Nullable Judgement judge(Command command, CommandNeed need, Maker maker) {
    List<String> paths =
        need.places().stream().map(place -> Paths.normal(from(place) + need.word())).toList();
    if (paths.stream().anyMatch(Objects::isNull)) {
      return null;
    }
    for (String path : paths) {
      if (files.hasFile(path)) {
        return need.kind() == Kind.PROGRAM ? unexecutable(command, need, path) : null;
      }
      if (isUnknown(path)) {
        return null;
      }
    }
    boolean isOnPath = need.word().indexOf('/') < 0 && host.isProgram().test(need.word());
    boolean isMade = makers.isMade(command, need.word(), paths, maker, need.isCertain());
    return isOnPath || isMade ? null : missing(command, need, paths.get(paths.size() - 1), maker);
  }

  private String from(String place) {
    return Paths.prefix(brief.scope().dir()) + place;
  }

  /** Whether the commit does not show what is at the path. */
  private boolean isUnknown(String path) {
    return path.isEmpty()
        || path.equals(".git")
        || path.startsWith(".git/")
        || files.hasFolder(path)
        || files.leadsElsewhere(path)
        || isCarried(path);
  }

  /** Whether the file is carried, so that it exists before any command. */
  private boolean isCarried(String path) {
    String prefix = from("");
    return path.startsWith(prefix)
        && brief.scope().carriedGlobs().stream()
            .filter(glob -> !glob.startsWith("!"))
            .anyMatch(glob -> new ScopeGlob(glob).matches(path.substring(prefix.length())));
  }

  private @Nullable Judgement unexecutable(Command command, CommandNeed need, String path) {
    return files.isExecutable(path) || makers.isMadeExecutable(command)
        ? null
        : new Judgement(
            Weight.WARNING,
            "runs %s, which is not executable in %s"
                .formatted(DisplayValue.of(need.word()), commit),
            "git update-index --chmod=+x " + DisplayValue.of(path) + ", and commit that");
  }

  private Judgement missing(Command command, CommandNeed need, String path, Maker maker) {
    String word = need.word();
    if (host.isInTree().test(path) && !host.isIgnored().test(path)) {
      return new Judgement(
          Weight.ADVICE,
          "runs %s, which is not committed".formatted(DisplayValue.of(word)),
          "commit it, or submit with --dirty");
    }
    // Some systems ignore case in names, and a shell may find a plain name in its PATH.
    boolean isSpelledAlike = files.paths().stream().anyMatch(path::equalsIgnoreCase);
    boolean isFileName = word.indexOf('/') >= 0 || word.indexOf('.') > 0;
    String place = need.places().get(need.places().size() - 1);
    return Judgement.of(
        need.isCertain() && isFileName && !isSpelledAlike && makers.isNobodys(path, maker),
        "runs %s, which %s does not have".formatted(DisplayValue.of(word), commit),
        remedy(command, word, path, Paths.prefix(from(place))));
  }

  /**
   * Suggests an existing file of the same or a similar name, or else to commit the file.
   *
   * @param from the folder in which the command runs
   */
  private String remedy(Command command, String word, String path, String from) {
    String near = near(path);
    if (near == null) {
      return "commit " + DisplayValue.of(path) + ", or name a command that is there";
    }
    return near.startsWith(from)
        ? Judgement.line(command, word, near.substring(from.length()))
        : "name " + DisplayValue.of(near) + " of the repository, which is there";
  }

  private @Nullable String near(String path) {
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
}
