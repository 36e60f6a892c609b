package dev.handoff.cli.template;

import dev.handoff.brief.lint.CommitFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of a commit.
 *
 * @param path from the root; empty for the root itself
 */
record SourceFolder(CommitFiles files, String path) {

  private static final List<String> CODE =
      List.of(
          "src",
          "lib",
          "app",
          "apps",
          "packages",
          "cmd",
          "internal",
          "pkg",
          "include",
          "source",
          "components",
          "pages",
          "server",
          "client",
          "bin",
          "config",
          "db");

  private static final List<String> TESTS =
      List.of("test", "tests", "spec", "specs", "__tests__", "e2e", "testing");

  private static final String SOURCE =
      "(c|h|cc|hh|cpp|hpp|sh|py|rb|php|js|mjs|ts|pl|lua|java|kt|rs|go|cs|ex|exs|html|css)";

  private static final int MOST_GLOBS = 8;

  boolean has(String name) {
    return files.hasFile(at(name));
  }

  boolean hasFolder(String name) {
    return files.hasFolder(at(name));
  }

  /** Empty if the file does not exist. */
  String text(String name) {
    return has(name) ? files.text(at(name)) : "";
  }

  /** Must not be called on the root. */
  SourceFolder parent() {
    int slash = path.lastIndexOf('/');
    return new SourceFolder(files, slash < 0 ? "" : path.substring(0, slash));
  }

  /** Whether a parent folder has a file with such a name. */
  boolean isBelow(String pattern) {
    return !path.isEmpty() && (!parent().named(pattern).isEmpty() || parent().isBelow(pattern));
  }

  private String at(String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  /** Files directly in this folder whose whole name matches. */
  List<String> named(String pattern) {
    Pattern name = Pattern.compile(pattern);
    return files.namesIn(path).stream().filter(file -> name.matcher(file).matches()).toList();
  }

  /** The names that are files in this folder. */
  List<String> present(String... names) {
    return Stream.of(names).filter(this::has).toList();
  }

  /** Whether any file below has such a path, relative to this folder. */
  boolean hasBelow(String pattern) {
    Pattern whole = Pattern.compile(pattern);
    return below().anyMatch(file -> whole.matcher(file).matches());
  }

  private Stream<String> below() {
    String prefix = at("");
    return files.paths().stream()
        .filter(file -> file.startsWith(prefix))
        .map(file -> file.substring(prefix.length()));
  }

  /** Globs of the folders in this one that contain such files. */
  List<String> foldersWith(String fileName) {
    Pattern file = Pattern.compile("([^/]+)/(?:.*/)?" + fileName);
    return below()
        .map(file::matcher)
        .filter(found -> found.matches() && !found.group(1).startsWith("."))
        .map(found -> found.group(1) + "/**")
        .distinct()
        .limit(MOST_GLOBS)
        .toList();
  }

  /** Globs of the folders in this one that usually contain code and tests, or of all folders. */
  List<String> code() {
    List<String> usual = BuildTool.joined(existing(CODE), existing(TESTS));
    List<String> any = usual.isEmpty() ? foldersWith(".*") : usual;
    List<String> files = any.isEmpty() ? sources() : any;
    return files.isEmpty() ? List.of("src/**", "test/**") : files;
  }

  /** Globs of the kinds of sources directly in this folder. */
  private List<String> sources() {
    return named(".*\\." + SOURCE).stream()
        .map(file -> "*" + file.substring(file.lastIndexOf('.')))
        .distinct()
        .limit(MOST_GLOBS)
        .toList();
  }

  /** Globs of the folders in this one that usually contain tests. */
  List<String> tests() {
    List<String> existing = existing(TESTS);
    return existing.isEmpty() ? List.of("test/**") : existing;
  }

  /** Whether there is a folder that is not hidden. */
  boolean hasFolders() {
    return !foldersWith(".*").isEmpty();
  }

  boolean hasTests() {
    return !existing(TESTS).isEmpty();
  }

  private List<String> existing(List<String> names) {
    List<String> globs = new ArrayList<>();
    names.stream().filter(this::hasFolder).forEach(name -> globs.add(name + "/**"));
    return globs;
  }
}
