package dev.handoff.cli.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.cli.CommandRun;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestRepository;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A repository that git cannot open, or not completely, is not reported as missing. */
class GitFailureTest {

  private static final String BRIEF =
      "goal: Do it.\nrun: {command: [sh, work.sh]}\ninputs: [part/data.txt]\n";

  @TempDir Path folder;

  private final StringWriter words = new StringWriter();
  private TestRepository repository;
  private Path git;

  @BeforeEach
  void createRepository() throws Exception {
    repository =
        TestRepository.in(folder.resolve("repository"))
            .with("work.sh", "true\n")
            .with("part/data.txt", "1\n");
    repository.commit();
    git = repository.path().resolve(".git");
  }

  private void pin(Path at, boolean isDirty) {
    Brief brief = new BriefReader().read(BRIEF.getBytes(StandardCharsets.UTF_8));
    new SourcePin(new PrintWriter(words), new SourcePin.Reach(true, isDirty))
        .pin(brief, at)
        .close();
  }

  private ThrowableAssertAlternative<CommandException> assertRefused(boolean isDirty) {
    return assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> pin(repository.path(), isDirty))
        .satisfies(refusal -> assertThat(refusal.exitCode()).isEqualTo(ExitCode.REFUSED))
        .withMessageEndingWith("Nothing was submitted");
  }

  private Path object(String of) {
    String hash = repository.git("rev-parse", of);
    return git.resolve("objects").resolve(hash.substring(0, 2)).resolve(hash.substring(2));
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void aConfigurationThatGitCannotReadIsNamed(boolean isDirty) throws Exception {
    Files.writeString(git.resolve("config"), "[core\n");

    assertRefused(isDirty)
        .withMessageContaining("fatal: bad config line 1 in file")
        .withMessageContaining("correct that file");
  }

  @Test
  void aRepositoryOfAnotherUserIsToldWithGitsRemedy() throws Exception {
    boolean isRoot = (Integer) Files.getAttribute(folder, "unix:uid") == 0;
    assumeTrue(isRoot, "only root can give a folder away");
    for (Path each : new Path[] {repository.path(), git}) {
      Files.setAttribute(each, "unix:uid", 1234);
    }

    assertRefused(false)
        .withMessageContaining("detected dubious ownership")
        .withMessageContaining(
            "git config --global --add safe.directory " + repository.path() + "\n");
  }

  @Test
  void aRepositoryWhoseHeadIsGoneIsNoFolderWithoutOne() throws Exception {
    Files.delete(git.resolve("HEAD"));

    assertRefused(false)
        .withMessageContaining("git does not recognize " + git + " as a repository");
  }

  @Test
  void aLinkedTreeWhoseRepositoryIsGoneIsToldSo() throws Exception {
    repository.git("worktree", "add", "-q", "../linked");
    Files.move(repository.path(), folder.resolve("moved"));

    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> pin(folder.resolve("linked"), false))
        .withMessageContaining("fatal: not a git repository: " + git.resolve("worktrees"));
  }

  @Test
  void aCommitThatIsMissingIsNoWrongRef() throws Exception {
    String head = repository.git("rev-parse", "HEAD");
    Files.delete(object("HEAD"));

    assertRefused(false).withMessageContaining("it is " + head + ", and the repository lacks that");
  }

  @ParameterizedTest
  @CsvSource({"HEAD^{tree}, false", "HEAD:part, false", "HEAD^{tree}, true"})
  void aTreeThatIsMissingIsNoEmptyCommit(String tree, boolean isDirty) throws Exception {
    Files.delete(object(tree));
    repository.with("work.sh", "false\n");

    assertRefused(isDirty).withMessageContaining("git fsck lists what the repository lacks");
  }

  @ParameterizedTest
  @CsvSource({"false", "true"})
  void anIndexThatIsDamagedDoesNotSayThatAllIsCommitted(boolean isDirty) throws Exception {
    repository.with("work.sh", "false\n");
    Files.writeString(git.resolve("index"), "none");

    assertRefused(isDirty).withMessageContaining("index file smaller than expected");
  }

  @Test
  void aRefWithoutUpstreamIsToldInGitsWords() {
    Brief brief =
        new BriefReader()
            .read(
                "goal: Do it.\nrun: {command: [sh, work.sh]}\nscope: {ref: 'HEAD@{upstream}'}\n"
                    .getBytes(StandardCharsets.UTF_8));
    SourcePin pin = new SourcePin(new PrintWriter(words), new SourcePin.Reach(true, false));

    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> pin.pin(brief, repository.path()))
        .withMessageContaining("git says: fatal: no upstream configured for branch 'main'");
  }

  @Test
  void lintTellsItToo() throws Exception {
    Path brief = Files.writeString(repository.path().resolve("brief.yaml"), BRIEF);
    Files.writeString(git.resolve("config"), "[core\n");

    ProcessResult lint = CommandRun.of("brief", "lint", brief.toString());

    assertThat(lint.exit()).isEqualTo(ExitCode.UNAVAILABLE);
    assertThat(lint.stderr()).contains("bad config line 1").doesNotContain("\tat ");
  }

  @Test
  void whatGitTracesIsNoReason() {
    assertThat(
            GitReason.of(
                128, "12:00:00.123456 git.c:439  trace: built-in: git x\nfatal: it is so\n"))
        .isEqualTo("fatal: it is so");
  }
}
