package dev.handoff.worker.attempt.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.AttemptRunner;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What git says in the repository that a job gets, whose files the worker writes itself. */
class CheckoutTest {

  private static final String IN_ORDER =
      "git fsck --strict && test -z \"$(git status --porcelain)\" && git log -1 --format=%H >docs/log";

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture.source.with("docs/one.md", "one\n").with("README.md", "readme\n").commit();
  }

  /** Twice: the second attempt uses what the worker remembers of the commit. */
  private void assertInOrder(TestRepository source) throws Exception {
    String commit = source.git("rev-parse", "HEAD");
    AttemptRunner runner = fixture.runner();
    for (int attempt = 1; attempt <= 2; attempt++) {
      BriefBuilder brief = new BriefBuilder(source, commit).run(IN_ORDER);
      AttemptOutcome outcome = runner.run(fixture.order(brief), fixture.recorder, fixture.stop);

      assertThat(outcome).as("%s", outcome).isInstanceOf(AttemptOutcome.Completed.class);
      assertThat(outcome.result().changes().paths()).containsExactly("docs/log");
      assertThat(fixture.recorder.text("patch")).contains("+" + commit);
    }
  }

  @Test
  void aRepositoryOfSha1IsInOrder() throws Exception {
    assertInOrder(fixture.source);
  }

  @Test
  void aRepositoryOfSha256IsInOrder() throws Exception {
    Path other = Files.createDirectory(folder.resolve("sha256")).toRealPath();
    TestRepository source = new TestRepository(other);
    source.git("init", "-q", "--object-format=sha256", ".");
    source.with("docs/one.md", "one\n");
    source.git("add", ".");
    source.git("commit", "-q", "-m", "state");

    assertInOrder(source);
  }

  @Test
  void aShallowCloneIsInOrder() throws Exception {
    fixture.source.with("README.md", "again\n").commit();
    Path clone = folder.toRealPath().resolve("shallow");
    fixture.source.git("clone", "-q", "--depth=1", "file://" + fixture.source.path(), clone + "");

    assertInOrder(new TestRepository(clone));
  }

  @Test
  void aRepositoryWhoseObjectsAndRefsArePackedIsInOrder() throws Exception {
    fixture.source.git("tag", "v1");
    fixture.source.git("gc", "-q");

    assertInOrder(fixture.source);
  }

  @Test
  void aCommitWhoseRefWasPackedInTheCacheIsStillThere() throws Exception {
    assertInOrder(fixture.source);
    Path cache = fixture.settings.folder().resolve("repos");
    try (var repositories = Files.newDirectoryStream(cache, "*.git")) {
      for (Path repository : repositories) {
        fixture.source.git("--git-dir=" + repository, "pack-refs", "--all");
      }
    }

    assertInOrder(fixture.source);
  }
}
