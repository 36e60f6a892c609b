package dev.handoff.cli.brief;

import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.job.JobIdOption;
import dev.handoff.cli.job.JobQuery;
import dev.handoff.job.JobId;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Records where a brief was unclear, for the next one from the same template. */
@Command(
    name = "note",
    mixinStandardHelpOptions = true,
    description =
        "Record where the brief of a job was unclear. The note is kept in .handoff/notes of the repository, and handoff brief new shows it for the same template.")
public final class NoteCommand implements Callable<Integer> {

  private static final int MAX_CHARACTERS = 4_000;

  @Spec private CommandSpec spec;
  @Mixin private JobQuery look;

  @Parameters(
      index = "0",
      paramLabel = "ID",
      converter = JobIdOption.class,
      description = "Id of the job.")
  private JobId job;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "TEXT",
      description = "What was unclear.")
  private List<String> words;

  @Override
  public Integer call() throws Exception {
    String text = text();
    Path file =
        new JobNotes(InstantSource.system()).add(job, SubmittedBrief.of(look.at(job)), text);
    PrintWriter out = spec.commandLine().getOut();
    out.println(file);
    out.flush();
    PrintWriter err = spec.commandLine().getErr();
    err.println("Noted. Commit it, so that others see it too.");
    err.flush();
    return ExitCode.COMPLETED;
  }

  private String text() {
    String text = String.join(" ", words).strip();
    if (PlainLine.of(text).isBlank() || text.length() > MAX_CHARACTERS) {
      throw new ParameterException(
          spec.commandLine(),
          "TEXT must be 1 to %d characters, got: %d".formatted(MAX_CHARACTERS, text.length()));
    }
    return text;
  }
}
