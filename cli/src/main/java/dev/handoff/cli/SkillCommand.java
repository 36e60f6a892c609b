package dev.handoff.cli;

import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.help.SkillPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints or installs the skill file that teaches coding agents to delegate. */
@Command(
    name = "skill",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Examples:",
      "  handoff skill                               read it",
      "  handoff skill --install .claude/skills      for this repository",
      "  handoff skill --install ~/.codex/skills     for all of them"
    },
    description =
        "Print a skill file that teaches coding agents to delegate work. With --install, write it to where an agent looks for skills.")
final class SkillCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Option(
      names = "--install",
      paramLabel = "FOLDER",
      order = HelpSection.OPTIONS,
      description =
          "Write to FOLDER/handoff/SKILL.md; FOLDER is a folder of skills. An existing file that differs is kept.")
  private @Nullable Path folder;

  @Option(
      names = "--force",
      order = HelpSection.OPTIONS,
      description = "Replace a file that differs.")
  private boolean isForced;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (folder == null) {
      out.print(SkillPage.text());
    } else {
      out.println(install(folder.resolve("handoff").resolve("SKILL.md")));
    }
    out.flush();
    return 0;
  }

  private Path install(Path file) throws IOException {
    if (!isForced && Files.exists(file) && !Files.readString(file).equals(SkillPage.text())) {
      throw new CommandException(
          ExitCode.REFUSED,
          file
              + " exists and differs, and was left as it is. Replace it with --force, or compare"
              + " it with: handoff skill | diff "
              + file
              + " -");
    }
    Files.createDirectories(file.getParent());
    return Files.writeString(file, SkillPage.text());
  }
}
