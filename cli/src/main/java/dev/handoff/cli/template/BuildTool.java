package dev.handoff.cli.template;

import dev.handoff.brief.Command;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a folder of a repository is built, derived from its committed files, so that users need not
 * fill it into a template. No command needs an uncommitted file.
 *
 * @param setup fetches what the tests need; may be empty
 * @param check builds and tests everything, if it is known
 * @param code globs of code and tests
 * @param tests globs of the tests alone
 * @param manifests files that name the dependencies
 */
record BuildTool(
    List<Command> setup,
    @Nullable Command check,
    List<String> code,
    List<String> tests,
    List<String> manifests) {

  private static final Command CHECK_SCRIPT = Command.of("sh", "check.sh");

  /** If a folder has builds of several kinds, the first with a check is used. */
  private static final List<Function<SourceFolder, Optional<BuildTool>>> KNOWN =
      List.of(
          JvmBuild::maven,
          JvmBuild::gradle,
          NodeBuild::of,
          PythonBuild::of,
          NativeBuild::cargo,
          NativeBuild::go,
          ScriptBuild::composer,
          ScriptBuild::bundler,
          NativeBuild::dotnet,
          NativeBuild::cmake,
          NativeBuild::make);

  /** The build of a folder; empty if it is of no known kind. */
  static Optional<BuildTool> of(SourceFolder folder) {
    List<BuildTool> found =
        KNOWN.stream().map(kind -> kind.apply(folder)).flatMap(Optional::stream).toList();
    return found.stream()
        .filter(build -> build.check != null)
        .findFirst()
        .or(() -> found.stream().findFirst())
        .map(build -> build.check == null ? build.withCheck(checkScript(folder)) : build);
  }

  /** For a folder with an unknown build. */
  static BuildTool unknown(SourceFolder folder) {
    return new BuildTool(List.of(), checkScript(folder), folder.code(), folder.tests(), List.of());
  }

  /** The script with which a repository checks itself. */
  static @Nullable Command checkScript(SourceFolder folder) {
    return folder.has("check.sh") ? CHECK_SCRIPT : null;
  }

  private BuildTool withCheck(@Nullable Command other) {
    return new BuildTool(setup, other, code, tests, manifests);
  }

  /** The same build, seen from the root. */
  BuildTool in(String folder) {
    return folder.isEmpty()
        ? this
        : new BuildTool(
            setup.stream().map(command -> entering(folder, command)).toList(),
            check == null ? null : entering(folder, check),
            code.stream().map(glob -> below(folder, glob)).toList(),
            tests.stream().map(glob -> below(folder, glob)).toList(),
            manifests.stream().map(file -> folder + "/" + file).toList());
  }

  private static Command entering(String folder, Command command) {
    List<String> argv = command.argv();
    boolean isScript = argv.size() == 3 && argv.subList(0, 2).equals(List.of("sh", "-c"));
    String script = isScript ? argv.get(2) : String.join(" ", argv);
    return Command.shell("cd " + quoted(folder) + " && " + script);
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9._/-]+") && !word.startsWith("-")
        ? word
        : "'" + word.replace("'", "'\\''") + "'";
  }

  /** A glob without a slash matches in every folder. */
  private static String below(String folder, String glob) {
    return glob.indexOf('/') < 0 ? folder + "/**/" + glob : folder + "/" + glob;
  }

  static List<String> joined(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).distinct().toList();
  }
}
