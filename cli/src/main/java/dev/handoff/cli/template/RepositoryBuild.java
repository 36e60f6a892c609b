package dev.handoff.cli.template;

import dev.handoff.brief.Command;
import dev.handoff.brief.lint.CommitFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The build for a brief: the nearest one at or above the folder of the brief, or those of folders
 * below the root if there is none.
 */
final class RepositoryBuild {

  private static final int DEEPEST = 3;
  private static final int MOST_FOLDERS = 2000;
  private static final int MOST_PARTS = 4;

  /** Builds in these folders are third-party, or not the product. */
  private static final Set<String> NO_PARTS =
      Set.of(
          "node_modules",
          "vendor",
          "third_party",
          "docs",
          "doc",
          "test",
          "tests",
          "testdata",
          "fixtures",
          "examples",
          "example",
          "samples");

  private static final String PASSES = "the build and its tests pass";
  private static final String WRITE_ONE =
      "  # no check is known: commit a script that fails while the goal is not reached, and name it:\n"
          + "  # - {name: the goal is reached, run: [sh, check.sh], timeout: 15m}";

  private final SourceFolder root;
  private final List<Part> parts;

  private record Part(String folder, BuildTool tool) {}

  private RepositoryBuild(SourceFolder root, List<Part> parts) {
    this.root = root;
    this.parts = parts;
  }

  /**
   * Finds the build of a repository.
   *
   * @param folder of the brief, from the root
   */
  static RepositoryBuild near(CommitFiles files, String folder) {
    SourceFolder root = new SourceFolder(files, "");
    SourceFolder start = new SourceFolder(files, files.hasFolder(folder) ? folder : "");
    List<Part> above = above(start);
    List<Part> found = hasCheck(above) ? above : below(files);
    if (found.isEmpty()) {
      found = above.isEmpty() ? List.of(new Part("", BuildTool.unknown(root))) : above;
    }
    return new RepositoryBuild(root, found);
  }

  private static boolean hasCheck(List<Part> parts) {
    return parts.stream().anyMatch(part -> part.tool().check() != null);
  }

  /** At most one build: the nearest with a check, else the nearest. */
  private static List<Part> above(SourceFolder start) {
    List<Part> found = new ArrayList<>();
    for (SourceFolder at = start; ; at = at.parent()) {
      String folder = at.path();
      BuildTool.of(at).ifPresent(tool -> found.add(new Part(folder, tool)));
      if (folder.isEmpty()) {
        break;
      }
    }
    Optional<Part> best = found.stream().filter(part -> hasCheck(List.of(part))).findFirst();
    return best.or(() -> found.stream().findFirst()).stream().toList();
  }

  /** The builds at the smallest depth that has any; none if there are too many. */
  private static List<Part> below(CommitFiles files) {
    for (int depth = 1; depth <= DEEPEST; depth++) {
      List<Part> found = new ArrayList<>();
      for (String folder : folders(files, depth)) {
        BuildTool.of(new SourceFolder(files, folder))
            .map(tool -> new Part(folder, tool))
            .filter(part -> hasCheck(List.of(part)))
            .ifPresent(found::add);
      }
      if (!found.isEmpty()) {
        return found.size() > MOST_PARTS ? List.of() : found;
      }
    }
    return List.of();
  }

  private static Set<String> folders(CommitFiles files, int depth) {
    Set<String> folders = new TreeSet<>();
    for (String file : files.paths()) {
      String[] names = file.split("/");
      List<String> path = List.of(names).subList(0, Math.min(depth, names.length - 1));
      boolean isPart =
          path.size() == depth
              && path.stream().noneMatch(name -> name.startsWith(".") || NO_PARTS.contains(name));
      if (isPart && folders.size() < MOST_FOLDERS) {
        folders.add(String.join("/", path));
      }
    }
    return folders;
  }

  /** The template with the commands and globs of this build in its placeholders. */
  String fill(String template) {
    String dir = parts.size() == 1 && template.contains("${dir}") ? parts.get(0).folder() : "";
    List<BuildTool> tools =
        parts.stream()
            .map(part -> dir.isEmpty() ? part.tool().in(part.folder()) : part.tool())
            .toList();
    List<String> code = globs(tools, BuildTool::code);
    String filled =
        template
            .replace("  dir: ${dir}\n", dir.isEmpty() ? "" : "  dir: " + Flow.word(dir) + "\n")
            .replace("${code}", Flow.of(code))
            .replace("${tests}", Flow.of(globs(tools, BuildTool::tests)))
            .replace(
                "${dependencies}",
                Flow.of(BuildTool.joined(code, globs(tools, BuildTool::manifests))))
            .replace("${docs}", Flow.of(docs()))
            .replace(
                "${content}", Flow.of(root.hasFolder("content") ? List.of("content/**") : code))
            .replace(
                "${setup}",
                tools.stream()
                    .flatMap(tool -> tool.setup().stream())
                    .map(Flow::of)
                    .collect(Collectors.joining(", ", "[", "]")));
    return checks(filled, tools);
  }

  private static List<String> globs(
      List<BuildTool> tools, Function<BuildTool, List<String>> which) {
    return tools.stream().flatMap(tool -> which.apply(tool).stream()).distinct().toList();
  }

  private List<String> docs() {
    List<String> found =
        new ArrayList<>(
            Stream.of("docs", "doc", "documentation")
                .filter(root::hasFolder)
                .map(name -> name + "/**")
                .toList());
    found.addAll(root.named("(?i)readme(\\.(md|rst|adoc|txt|org))?"));
    return found.isEmpty() ? List.of("docs/**", "README.md") : found;
  }

  /** Replaces the placeholder by one line for each check. */
  private String checks(String template, List<BuildTool> tools) {
    return template
        .lines()
        .map(
            line -> {
              boolean isOwn = line.startsWith("  - ${own: ");
              return line.equals("  - ${check}") || isOwn
                  ? lines(isOwn ? line.substring(11, line.length() - 1) : null, tools)
                  : line;
            })
        .collect(Collectors.joining("\n", "", "\n"))
        .replaceAll("(?m)^checks:( *)(#.*\n)(  # no check is known)", "checks: []$1$2$3")
        .replaceAll("(?m)^checks:\n(  # no check is known)", "checks: []\n$1");
  }

  /**
   * The checks of the builds.
   *
   * @param own the script of the repository, if it is preferred
   */
  private String lines(@Nullable String own, List<BuildTool> tools) {
    Command script = BuildTool.checkScript(root);
    if (own != null && script != null) {
      return line(own, script);
    }
    String lines =
        tools.stream()
            .filter(tool -> tool.check() != null)
            .map(tool -> line(name(tool.check(), parts.get(tools.indexOf(tool))), tool.check()))
            .collect(Collectors.joining("\n"));
    return lines.isEmpty() ? WRITE_ONE : lines;
  }

  private String name(Command check, Part part) {
    List<String> argv = check.argv();
    boolean isScript = argv.size() == 3 && argv.get(1).equals("run") && !argv.get(0).equals("uv");
    boolean isOther = isScript && !List.of("test", "pytest").contains(argv.get(2));
    String name = isOther ? String.join(" ", argv) + " passes" : PASSES;
    return parts.size() > 1 ? name + " in " + part.folder() : name;
  }

  private static String line(String name, Command check) {
    return "  - {name: %s, run: %s, timeout: 15m}".formatted(Flow.word(name), Flow.of(check));
  }
}
