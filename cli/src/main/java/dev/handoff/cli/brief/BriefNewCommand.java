package dev.handoff.cli.brief;

import dev.handoff.brief.BriefReader;
import dev.handoff.brief.lint.CommitFiles;
import dev.handoff.brief.schema.InvalidBriefException;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.NoRoom;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.help.HelpSection;
import dev.handoff.cli.source.CommitReader;
import dev.handoff.cli.source.WorkingTree;
import dev.handoff.cli.template.Template;
import dev.handoff.cli.template.TemplateNotes;
import dev.handoff.cli.template.Templates;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a brief to start from. */
@Command(
    name = "new",
    mixinStandardHelpOptions = true,
    description =
        "Write a commented brief with checks that fit the build. A repository's own templates (.handoff/templates/NAME.yaml) win over the built-in ones.")
final class BriefNewCommand implements Callable<Integer> {

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      defaultValue = "brief.yaml",
      description =
          "File to write, - for stdout. An existing file is never overwritten. Default: brief.yaml.")
  private Path file;

  @Option(
      names = "--template",
      paramLabel = "NAME",
      defaultValue = Templates.DEFAULT,
      order = HelpSection.OPTIONS,
      description = "Template to start from; see --list. Default: " + Templates.DEFAULT + ".")
  private String name = Templates.DEFAULT;

  @Option(
      names = "--list",
      order = HelpSection.OPTIONS,
      description = "List the templates; write nothing.")
  private boolean isList;

  @Override
  public Integer call() throws IOException {
    Path root = WorkingTree.rootOf(folder()).orElse(null);
    List<Template> templates = templates(root).all();
    if (isList) {
      list(templates);
      return 0;
    }
    Template template =
        templates.stream()
            .filter(one -> one.name().equals(name))
            .findFirst()
            .orElseThrow(() -> unknown(templates));
    requireValid(template);
    write(template.brief());
    tellNotes(root);
    if (!isStdout()) {
      tell("Fill in the goal, look at the rest, and commit what the job needs. Then:");
      tell("  handoff brief lint " + file);
      tell("  handoff task " + file);
    }
    return 0;
  }

  private Templates templates(@Nullable Path root) throws IOException {
    if (root == null) {
      return new Templates(null, new CommitFiles(Map.of(), path -> ""), "");
    }
    String inRepository = root.toRealPath().relativize(folder().toRealPath()).toString();
    return new Templates(root, CommitReader.ofHead(root), inRepository);
  }

  private boolean isStdout() {
    return file.toString().equals("-");
  }

  private Path folder() {
    Path parent = isStdout() ? null : file.toAbsolutePath().getParent();
    return parent == null ? Path.of("").toAbsolutePath() : parent;
  }

  private void list(List<Template> templates) {
    PrintWriter out = spec.commandLine().getOut();
    for (Template one : templates) {
      String origin = one.isOwn() ? " (of this repository)" : "";
      out.println(PlainLine.of("%-20s %s%s".formatted(one.name(), one.summary(), origin)));
    }
    out.flush();
  }

  private CommandException unknown(List<Template> templates) {
    String known = templates.stream().map(Template::name).collect(Collectors.joining(", "));
    return new CommandException(
        ExitCode.USAGE,
        PlainLine.of("--template must be one of %s, got: %s".formatted(known, name)));
  }

  /** Validates the template, since a repository's own one may have any content. */
  private static void requireValid(Template template) {
    try {
      byte[] text = template.brief().getBytes(StandardCharsets.UTF_8);
      String named = new BriefReader().read(text).template();
      if (!template.name().equals(named)) {
        throw new CommandException(
            ExitCode.REFUSED,
            "the template %s must have its name in one line, template: %s. Nothing was written"
                .formatted(template.name(), template.name()));
      }
    } catch (InvalidBriefException refused) {
      throw new CommandException(
          ExitCode.REFUSED,
          "the template %s of the repository is not a valid brief, and nothing was written:\n%s"
              .formatted(template.name(), refused.getMessage()));
    }
  }

  private void write(String brief) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (isStdout()) {
      out.print(PlainLine.of(brief));
      out.flush();
      return;
    }
    try {
      NoRoom.named(file, () -> create(brief));
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(
          ExitCode.REFUSED, file + " exists, and was left as it is. Name another file");
    } catch (NoSuchFileException e) {
      throw new CommandException(
          ExitCode.REFUSED, file + " cannot be written: its folder does not exist");
    }
    out.println(file);
    out.flush();
  }

  /** Writes all or nothing: half a brief would make the next call fail. */
  private void create(String brief) throws IOException {
    Files.createFile(file);
    try {
      Files.writeString(file, brief);
    } catch (IOException e) {
      Files.delete(file);
      throw e;
    }
  }

  private void tellNotes(@Nullable Path root) throws IOException {
    if (root == null) {
      return;
    }
    TemplateNotes notes = new TemplateNotes(root);
    String text = notes.of(name);
    if (!text.isBlank()) {
      tell("Where earlier briefs of this template were unclear (" + notes.file(name) + "):");
      tell(text.strip());
      tell("");
    }
  }

  private void tell(String text) {
    PrintWriter err = spec.commandLine().getErr();
    err.println(PlainLine.of(text));
    err.flush();
  }
}
