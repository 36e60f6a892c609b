package dev.handoff.cli.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.handoff.brief.Command;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** npm, pnpm, Yarn and Bun. */
final class NodeBuild {

  private static final List<String> LOCKS =
      List.of(
          "pnpm-lock.yaml",
          "yarn.lock",
          "bun.lock",
          "bun.lockb",
          "package-lock.json",
          "npm-shrinkwrap.json");

  /** Scripts that check the code, the best first. */
  private static final List<String> CHECKS =
      List.of("test", "check", "build", "typecheck", "type-check", "lint");

  private NodeBuild() {}

  static Optional<BuildTool> of(SourceFolder folder) {
    if (!folder.has("package.json")) {
      return Optional.empty();
    }
    JsonNode manifest = json(folder.text("package.json"));
    SourceFolder locked = locked(folder);
    String tool = tool(locked, manifest);
    return Optional.of(
        new BuildTool(
            List.of(install(tool, locked)),
            check(tool, manifest.path("scripts")),
            code(folder),
            tests(folder),
            manifests(folder)));
  }

  private static JsonNode json(String text) {
    try {
      return new JsonMapper().readTree(text);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance(); // npm will report the error
    }
  }

  /** The nearest folder with a lock file: packages of a workspace share that of the workspace. */
  private static SourceFolder locked(SourceFolder folder) {
    for (SourceFolder at = folder; ; at = at.parent()) {
      if (LOCKS.stream().anyMatch(at::has)) {
        return at;
      }
      if (at.path().isEmpty()) {
        return folder;
      }
    }
  }

  private static String tool(SourceFolder locked, JsonNode manifest) {
    if (locked.has("pnpm-lock.yaml")) {
      return "pnpm";
    }
    if (locked.has("yarn.lock")) {
      return "yarn";
    }
    if (locked.has("bun.lock") || locked.has("bun.lockb")) {
      return "bun";
    }
    String named = manifest.path("packageManager").asText().replaceFirst("@.*", "");
    return List.of("pnpm", "yarn", "bun").contains(named) ? named : "npm";
  }

  private static Command install(String tool, SourceFolder locked) {
    if (LOCKS.stream().noneMatch(locked::has)) {
      return Command.of(tool, "install");
    }
    return switch (tool) {
      case "npm" -> Command.of("npm", "ci");
      case "yarn" ->
          Command.of(
              "yarn", "install", locked.has(".yarnrc.yml") ? "--immutable" : "--frozen-lockfile");
      default -> Command.of(tool, "install", "--frozen-lockfile");
    };
  }

  private static @Nullable Command check(String tool, JsonNode scripts) {
    for (String name : CHECKS) {
      String script = scripts.path(name).asText();
      // The test that npm init creates always fails.
      if (!script.isBlank() && !script.contains("no test specified")) {
        boolean isShort = name.equals("test") && !tool.equals("bun");
        return isShort ? Command.of(tool, name) : Command.of(tool, "run", name);
      }
    }
    return null;
  }

  private static List<String> code(SourceFolder folder) {
    List<String> globs = new ArrayList<>(folder.hasFolders() ? folder.code() : List.of());
    if (!folder.hasFolders() || !folder.named(".*\\.[cm]?js").isEmpty()) {
      globs.add("*.js");
    }
    if (!folder.hasFolders() || !folder.named(".*\\.tsx?").isEmpty()) {
      globs.add("*.ts");
    }
    return globs;
  }

  private static List<String> tests(SourceFolder folder) {
    List<String> beside = List.of("*.test.*", "*.spec.*");
    return folder.hasTests() ? BuildTool.joined(folder.tests(), beside) : beside;
  }

  private static List<String> manifests(SourceFolder folder) {
    List<String> manifests = new ArrayList<>(List.of("package.json"));
    manifests.addAll(folder.present(LOCKS.toArray(String[]::new)));
    return manifests;
  }
}
