package dev.handoff.worker.attempt.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Sources;
import dev.handoff.job.Reason;
import dev.handoff.testkit.ExecutableFile;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a worker makes of a ref that the submitter did not pin, with real git. */
class FloatingRefTest {

  @TempDir Path folder;
  private AttemptFixture fixture;
  private String first;

  @BeforeEach
  void makeRemote() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "first\n");
    first = fixture.source.commit();
    sshIs("shift $(($# - 1))\nexec sh -c \"$1\"\n");
  }

  /** Runs as git's ssh, with the command for the far end as its last word. */
  private void sshIs(String script) throws IOException {
    Path ssh = folder.resolve("stand-in");
    ExecutableFile.write(ssh, "#!/bin/sh\n[ \"$1\" = -G ] && exit 1\n" + script);
    fixture.settings =
        fixture.settings.withEnvironment(
            Map.of("GIT_SSH_COMMAND", ssh.toString(), "PATH", System.getenv("PATH")),
            name -> false);
  }

  private BriefBuilder brief(String ref) {
    return new BriefBuilder("ssh://git@host" + fixture.source.path(), ref)
        .run("cat README.md > copy; echo $HANDOFF_BASE > base; git branch --show-current > branch")
        .sources(Sources.FLOATING);
  }

  private AttemptOutcome completed(String ref) throws Exception {
    AttemptOutcome outcome = fixture.run(brief(ref));
    assertThat(outcome).as(outcome.toString()).isInstanceOf(AttemptOutcome.Completed.class);
    return outcome;
  }

  private AttemptOutcome.Failed failed(BriefBuilder brief) throws Exception {
    AttemptOutcome outcome = fixture.run(brief);
    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    return (AttemptOutcome.Failed) outcome;
  }

  @Test
  void eachAttemptWorksOnWhatTheBranchIsThenAndTellsIt() throws Exception {
    String main = fixture.source.git("branch", "--show-current").strip();

    AttemptOutcome before = completed(main);
    fixture.source.with("README.md", "second\n");
    String second = fixture.source.commit();
    AttemptOutcome after = completed(main);

    assertThat(before.result().base().commit()).isEqualTo(first);
    assertThat(after.result().base().commit()).isEqualTo(second);
    assertThat(fixture.recorder.text("patch"))
        .contains("+second", "+" + second, "+" + main)
        .doesNotContain("+first");
    assertThat(fixture.recorder.text("log")).contains(main + " is commit " + second + " now");
  }

  @Test
  void headIsTheMainBranch() throws Exception {
    String main = fixture.source.git("branch", "--show-current").strip();

    completed("HEAD");

    assertThat(fixture.recorder.text("patch")).contains("+" + main);
  }

  @Test
  void anAnnotatedTagIsItsCommitAndWinsOverTheBranchOfItsName() throws Exception {
    fixture.source.git("tag", "-a", "-m", "x", "same");
    fixture.source.git("checkout", "-q", "-b", "same");
    fixture.source.with("README.md", "second\n");
    String second = fixture.source.commit();

    assertThat(completed("same").result().base().commit()).isEqualTo(first);
    assertThat(completed("refs/heads/same").result().base().commit()).isEqualTo(second);
  }

  @Test
  void aNameWithinAnotherNameIsNotMeant() throws Exception {
    fixture.source.git("branch", "feature/next");

    AttemptOutcome.Failed failed = failed(brief("next"));

    assertThat(failed.reason()).isEqualTo(Reason.INVALID_BRIEF);
    assertThat(failed.message()).contains("scope.ref", "next", "Nothing was run");
    assertThat(failed.result().base().commit()).isNull();
  }

  @Test
  void aNameBeyondAsciiIsFound() throws Exception {
    fixture.source.git("branch", "gr\u00f6\u00dfe");

    assertThat(completed("gr\u00f6\u00dfe").result().base().commit()).isEqualTo(first);
  }

  @Test
  void aTagOfAFileIsNoCommit() throws Exception {
    fixture.source.git("tag", "file", first + ":README.md");

    assertThat(failed(brief("file")).reason()).isEqualTo(Reason.SOURCE_UNAVAILABLE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--upload-pack=touch x", "refs/pull/1/head", ""})
  void aNameOfNoBranchIsRefusedBeforeTheRemoteIsAsked(String ref) throws Exception {
    sshIs("touch " + folder.resolve("asked") + "; exit 1\n");

    AttemptOutcome.Failed failed = failed(brief(ref));

    assertThat(failed.reason()).isEqualTo(Reason.INVALID_BRIEF);
    assertThat(folder.resolve("asked")).doesNotExist();
  }

  @Test
  void aRemoteThatCannotBeReachedIsTriedAgainLater() throws Exception {
    sshIs("echo no such host >&2; exit 255\n");

    AttemptOutcome.Failed failed = failed(brief("main"));

    assertThat(failed.reason()).isEqualTo(Reason.SOURCE_UNAVAILABLE);
    assertThat(failed.message()).contains("main cannot be looked up", "no such host");
  }

  @Test
  void aRepositoryOfADiskHasNoFloatingRef() throws Exception {
    AttemptOutcome.Failed failed =
        failed(
            new BriefBuilder(fixture.source.path().toString(), "main").sources(Sources.FLOATING));

    assertThat(failed.reason()).isEqualTo(Reason.INVALID_BRIEF);
    assertThat(failed.message()).contains("scope.sources.floating");
  }

  @Test
  void whatThePolicyForbidsIsNotAsked() throws Exception {
    sshIs("touch " + folder.resolve("asked") + "; exit 1\n");
    fixture.settings = fixture.settings.withPolicy(AttemptFixture.permitting("https:**"));

    AttemptOutcome.Failed failed = failed(brief("main"));

    assertThat(failed.message()).contains("policy does not permit");
    assertThat(folder.resolve("asked")).doesNotExist();
  }
}
