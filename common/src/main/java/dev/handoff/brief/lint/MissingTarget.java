package dev.handoff.brief.lint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.handoff.brief.Brief;
import dev.handoff.brief.Command;
import dev.handoff.brief.lint.SourceLint.Host;
import dev.handoff.brief.lint.SourceLint.Maker;
import dev.handoff.brief.schema.DisplayValue;
import dev.handoff.brief.schema.Spelling;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Judges an npm script or make target that a command runs and the commit lacks. */
final class MissingTarget {

  private static final int MOST_NAMES = 8;

  private final Brief brief;
  private final CommitFiles files;
  private final FileMakers makers;
  private final String commit;

  MissingTarget(Brief brief, CommitFiles files, Host host, String commit) {
    this.brief = brief;
    this.files = files;
    this.makers = new FileMakers(brief, host);
    this.commit = commit;
  }

  /** Null if there is no problem or it cannot be known. */
  @Nullable Judgement judge(Command command, CommandNeed need, Maker maker) {
    if (need.places().size() != 1) {
      return null;
    }
    String folder = Paths.normal(Paths.prefix(brief.scope().dir()) + need.places().get(0));
    if (folder == null) {
      return null;
    }
    return need.kind() == CommandNeed.Kind.NPM_SCRIPT
        ? npm(command, need, folder, maker)
        : make(command, need, folder, maker);
  }

  private @Nullable Judgement npm(Command command, CommandNeed need, String folder, Maker maker) {
    String manifest = nearestManifest(folder);
    if (manifest == null) {
      return withoutManifest(command, need, folder, maker, "package.json");
    }
    Set<String> scripts = scripts(manifest);
    if (scripts == null
        || scripts.contains(need.word())
        || makers.isAdded(need.word(), manifest, maker)) {
      return null;
    }
    return Judgement.of(
        need.isCertain() && makers.isNobodys(manifest, maker),
        "runs the script %s, which %s of %s does not have"
            .formatted(DisplayValue.of(need.word()), DisplayValue.of(manifest), commit),
        remedy(command, need.word(), scripts, manifest));
  }

  /** The nearest package.json: npm also searches the parent folders. */
  private @Nullable String nearestManifest(String folder) {
    return Stream.iterate(folder, at -> at.substring(0, Math.max(0, at.lastIndexOf('/'))))
        .limit(1 + folder.chars().filter(letter -> letter == '/').count() + 1)
        .map(at -> at.isEmpty() ? "package.json" : at + "/package.json")
        .filter(files::hasFile)
        .findFirst()
        .orElse(null);
  }

  /** The scripts of the manifest; null if it cannot be read. */
  private @Nullable Set<String> scripts(String manifest) {
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

  private @Nullable Judgement make(Command command, CommandNeed need, String folder, Maker maker) {
    // make has built-in rules for some files.
    if (hasFileOf(need.word(), folder)) {
      return null;
    }
    String prefix = folder.isEmpty() ? "" : folder + "/";
    String path =
        Stream.of("GNUmakefile", "makefile", "Makefile")
            .map(name -> prefix + name)
            .filter(files::hasFile)
            .findFirst()
            .orElse(null);
    if (path == null) {
      return withoutManifest(command, need, folder, maker, "Makefile");
    }
    Makefile makefile = Makefile.of(files.text(path));
    if (!makefile.isWhole()
        || makefile.targets().contains(need.word())
        || makers.isAdded(need.word(), path, maker)) {
      return null;
    }
    return Judgement.of(
        need.isCertain() && makers.isNobodys(path, maker),
        "makes %s, which is no target of %s of %s"
            .formatted(DisplayValue.of(need.word()), DisplayValue.of(path), commit),
        remedy(command, need.word(), makefile.targets(), path));
  }

  private boolean hasFileOf(String target, String folder) {
    return files.hasFolder(folder.isEmpty() ? target : folder + "/" + target)
        || files.namesIn(folder).stream()
            .anyMatch(name -> name.equals(target) || name.startsWith(target + "."));
  }

  private @Nullable Judgement withoutManifest(
      Command command, CommandNeed need, String folder, Maker maker, String name) {
    String path = folder.isEmpty() ? name : folder + "/" + name;
    boolean isMade = makers.isMade(command, path, List.of(path), maker, need.isCertain());
    if (files.leadsElsewhere(path) || isMade) {
      return null;
    }
    List<String> others =
        files.paths().stream().filter(file -> file.endsWith("/" + name)).limit(2).toList();
    String remedy =
        others.size() == 1
            ? "scope: {dir: \"" + DisplayValue.of(others.get(0).replaceFirst("/[^/]*$", "")) + "\"}"
            : "commit it, or set scope.dir to the folder that has it";
    return Judgement.of(
        need.isCertain() && makers.isNobodys(path, maker),
        "needs %s, which %s does not have".formatted(DisplayValue.of(path), commit),
        remedy);
  }

  private static String remedy(
      Command command, String word, Collection<String> known, String manifest) {
    String near = Spelling.nearest(word, known);
    if (near != null) {
      return Judgement.line(command, word, near);
    }
    String add = "add it to " + manifest + " and commit that";
    List<String> names = known.stream().limit(MOST_NAMES).toList();
    return names.isEmpty()
        ? add
        : add + ", or name one of: " + DisplayValue.of(String.join(", ", names));
  }
}
