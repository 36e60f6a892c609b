package dev.handoff.cli.brief;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.cli.console.CommandException;
import dev.handoff.job.JobId;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobNotesTest {

  private static final JobId JOB = JobId.next(Instant.parse("2026-01-02T03:04:05Z"), 3);

  @TempDir Path folder;

  private TestRepository repository;
  private final JobNotes notes = new JobNotes(() -> Instant.parse("2026-03-04T23:59:59Z"));

  @BeforeEach
  void makeARepository() {
    repository = TestRepository.in(folder.resolve("repository"));
  }

  private static Brief brief(String template, String repo) {
    String yaml =
        "title: Tidy up\ngoal: Tidy up.\nrun: {command: [sh, work.sh]}\n"
            + (template == null ? "" : "template: " + template + "\n")
            + (repo == null ? "" : "scope: {repo: \"" + repo + "\"}\n");
    return new BriefReader().read(yaml.getBytes(StandardCharsets.UTF_8));
  }

  private Brief ours() {
    return brief("docs", repository.path().toString());
  }

  @Test
  void aNoteHasDateJobAndTitle() throws IOException {
    Path file = notes.add(JOB, ours(), "say who\nreads it \u001b[2J");

    assertThat(file).isEqualTo(repository.path().resolve(".handoff/notes/docs.md"));
    assertThat(file)
        .hasContent(
            "# Notes on the template docs\n\n- 2026-03-04, Tidy up (%s): say who\n  reads it\n"
                .formatted(JOB));
  }

  @Test
  void notesAreAddedAtTheEnd() throws IOException {
    notes.add(JOB, ours(), "first");
    Path file = notes.add(JOB, ours(), "second");

    assertThat(Files.readString(file).lines().filter(line -> line.startsWith("- ")))
        .hasSize(2)
        .last()
        .asString()
        .endsWith("second");
  }

  @Test
  void aFileWrittenByHandIsContinuedOnALineOfItsOwn() throws IOException {
    repository.with(".handoff/notes/docs.md", "by hand");

    Path file = notes.add(JOB, ours(), "first");

    assertThat(Files.readString(file)).startsWith("by hand\n- 2026-03-04, ");
  }

  @Test
  void aFileUrlIsOnThisDiskToo() throws IOException {
    Path file = notes.add(JOB, brief("docs", "file://" + repository.path()), "first");

    assertThat(file).exists();
  }

  @Test
  void aJobWithoutTemplateIsRefused() {
    assertRefused(brief(null, repository.path().toString()), "names no template");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../docs", "a/b", ".docs", "a b"})
  void aTemplateThatIsNoFileNameIsRefused(String template) {
    assertRefused(brief(template, repository.path().toString()), "cannot be a file name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"https://example.org/a.git", "git@example.org:a.git", "/no/such/folder", "a"})
  void aRepositoryThatIsNotHereIsRefused(String repo) {
    assertRefused(brief("docs", repo), repo);
  }

  @Test
  void aFolderThatIsNoRepositoryIsRefused() {
    assertRefused(brief("docs", folder.toString()), "no working tree");
  }

  @Test
  void aJobWithoutRepositoryIsRefused() {
    assertRefused(brief("docs", null), "no repository");
  }

  private void assertRefused(Brief brief, String why) {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> notes.add(JOB, brief, "text"))
        .withMessageContainingAll(JOB.text(), why, "Nothing was noted")
        .extracting(CommandException::exitCode)
        .isEqualTo(5);
    assertThat(repository.path().resolve(".handoff")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {".handoff", ".handoff/notes", ".handoff/notes/docs.md"})
  void aLinkDoesNotLeadANoteOutOfTheRepository(String link) throws IOException {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    Path at = repository.path().resolve(link);
    Files.createDirectories(at.getParent());
    Files.createSymbolicLink(at, link.endsWith(".md") ? elsewhere.resolve("profile") : elsewhere);

    assertThatIOException().isThrownBy(() -> notes.add(JOB, ours(), "text"));

    assertThat(elsewhere).isEmptyDirectory();
  }
}
