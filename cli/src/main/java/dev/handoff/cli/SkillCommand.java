package dev.handoff.cli;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Gives coding agents the page that teaches them to delegate. */
@Command(
    name = "skill",
    mixinStandardHelpOptions = true,
    description = {
      "Print a skill file that teaches coding agents to delegate work.",
      "With --install it is written to where an agent looks for skills."
    },
    footer = {
      "",
      "Examples:",
      "  handoff skill                               read it",
      "  handoff skill --install .claude/skills      for this repository",
      "  handoff skill --install ~/.codex/skills     for all of them"
    })
final class SkillCommand implements Callable<Integer> {

  private static final String RESOURCE = "skill.md";

  @Spec private CommandSpec spec;

  @Option(
      names = "--install",
      paramLabel = "FOLDER",
      description = {
        "Write it as FOLDER/handoff/SKILL.md; FOLDER is one of skills, such as .claude/skills or",
        "~/.codex/skills. One that is there and differs is left as it is."
      })
  private Path folder;

  @Option(names = "--force", description = "Replace one that differs.")
  private boolean isForced;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (folder == null) {
      out.print(text());
    } else {
      out.println(install(folder.resolve("handoff").resolve("SKILL.md")));
    }
    out.flush();
    return 0;
  }

  private Path install(Path file) throws IOException {
    if (!isForced && Files.exists(file) && !Files.readString(file).equals(text())) {
      throw new CommandException(
          ExitCode.REFUSED,
          file
              + " is there and differs, and was left as it is. Replace it with --force, or compare"
              + " it with: handoff skill | diff "
              + file
              + " -");
    }
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text());
  }

  static String text() throws IOException {
    try (InputStream in = SkillCommand.class.getResourceAsStream(RESOURCE)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
