package dev.handoff.cli.template;

import dev.handoff.brief.Command;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Maven and Gradle. A module is built from its parent folder, with its dependencies. */
final class JvmBuild {

  private JvmBuild() {}

  static Optional<BuildTool> maven(SourceFolder folder) {
    return folder.has("pom.xml") && !folder.isBelow("pom\\.xml")
        ? Optional.of(
            of(command(folder, "mvnw", "mvn", "-B", "-ntp", "verify"), List.of("pom.xml")))
        : Optional.empty();
  }

  static Optional<BuildTool> gradle(SourceFolder folder) {
    return folder.named("(build|settings)\\.gradle(\\.kts)?").isEmpty()
            || folder.isBelow("settings\\.gradle(\\.kts)?")
        ? Optional.empty()
        : Optional.of(
            of(command(folder, "gradlew", "gradle", "check"), List.of("*.gradle", "*.gradle.kts")));
  }

  private static BuildTool of(Command check, List<String> manifests) {
    return new BuildTool(
        List.of(), check, List.of("**/src/**"), List.of("**/src/test/**"), manifests);
  }

  /** Uses the wrapper of the repository, if there is one. */
  private static Command command(
      SourceFolder folder, String wrapper, String tool, String... arguments) {
    Stream<String> program = folder.has(wrapper) ? Stream.of("sh", wrapper) : Stream.of(tool);
    return new Command(Stream.concat(program, Stream.of(arguments)).toList());
  }
}
