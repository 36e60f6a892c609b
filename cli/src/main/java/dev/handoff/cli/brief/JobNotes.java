package dev.handoff.cli.brief;

import dev.handoff.brief.Brief;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.console.PlainLine;
import dev.handoff.cli.source.WorkingTree;
import dev.handoff.cli.template.TemplateNotes;
import dev.handoff.cli.template.Templates;
import dev.handoff.job.JobId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** Keeps notes on the briefs of jobs with the templates that they came from. */
final class JobNotes {

  private final InstantSource clock;

  JobNotes(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Adds the note and returns the file that contains it.
   *
   * @throws CommandException with 5 if the job came from no template, or its repository is not here
   */
  Path add(JobId job, Brief brief, String note) throws IOException {
    String template = templateOf(job, brief);
    Path root = repositoryOf(job, brief);
    LocalDate date = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    String title = PlainLine.of(brief.title()).replaceAll("\\s+", " ").strip();
    String text = PlainLine.of(note).strip().replaceAll("\\R", "\n  ");
    return new TemplateNotes(root)
        .add(template, "- %s, %s (%s): %s".formatted(date, title, job, text));
  }

  private static String templateOf(JobId job, Brief brief) {
    if (brief.template() == null) {
      throw refused(job, "names no template, but notes belong to one (template: NAME)");
    }
    if (!Templates.isName(brief.template())) {
      throw refused(
          job, "names a template that cannot be a file name: " + PlainLine.of(brief.template()));
    }
    return brief.template();
  }

  private static Path repositoryOf(JobId job, Brief brief) {
    String repo = brief.scope().repo();
    if (repo == null) {
      throw refused(job, "works on no repository, but notes are kept in one");
    }
    Path path = path(repo);
    if (path == null || !path.isAbsolute()) {
      throw refused(job, "works on " + PlainLine.of(repo) + ", which is not on this disk");
    }
    return WorkingTree.rootOf(path)
        .orElseThrow(
            () -> refused(job, "works on " + path + ", where this disk has no working tree"));
  }

  private static @Nullable Path path(String repo) {
    try {
      return repo.startsWith("file://") ? Path.of(URI.create(repo)) : Path.of(repo);
    } catch (IllegalArgumentException none) {
      return null;
    }
  }

  private static CommandException refused(JobId job, String why) {
    return new CommandException(ExitCode.REFUSED, job + " " + why + ". Nothing was noted");
  }
}
