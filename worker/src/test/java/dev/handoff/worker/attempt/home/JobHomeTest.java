package dev.handoff.worker.attempt.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.job.JobId;
import dev.handoff.testkit.ExecutableFile;
import dev.handoff.testkit.TestRepository;
import dev.handoff.trace.TraceContext;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.child.Isolation;
import dev.handoff.worker.attempt.child.SandboxPaths;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a job's processes find in HOME and in the temporary folder, and what stays of it. */
class JobHomeTest {

  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final String FILL = "mkdir -p ~/.m2/repository && echo setup > ~/.m2/repository/a";

  @TempDir Path folder;

  private AttemptFixture fixture;

  @BeforeEach
  void makeRepository() throws Exception {
    fixture = new AttemptFixture(folder);
  }

  private BriefBuilder brief() throws Exception {
    return fixture.brief().changesOptional();
  }

  private AttemptOutcome run(String submitter, BriefBuilder brief) throws Exception {
    return run(fixture, submitter, JobId.next(Instant.now(), 3), brief);
  }

  private static AttemptOutcome run(
      AttemptFixture fixture, String submitter, JobId job, BriefBuilder brief) throws Exception {
    return fixture.run(
        new AttemptOrder(
            job,
            1,
            brief.build(),
            new byte[0],
            () -> Optional.ofNullable(submitter),
            () -> TraceContext.of(job, null),
            Optional.empty(),
            Optional.empty()));
  }

  private void assertCompletes(String submitter, BriefBuilder brief) throws Exception {
    assertThat(run(submitter, brief)).isInstanceOf(AttemptOutcome.Completed.class);
  }

  /** A job that completes if its HOME has no caches. */
  private BriefBuilder withoutCaches() throws Exception {
    return brief().run("test ! -e ~/.m2");
  }

  /** A job that completes if its HOME has the cache that setup filled. */
  private BriefBuilder withCaches() throws Exception {
    return brief().run("test \"$(cat ~/.m2/repository/a)\" = setup");
  }

  @ParameterizedTest
  @EnumSource
  void checkFindsNothingThatTheRunLeft(Isolation tier) throws Exception {
    assumeTrue(tier.works(), tier + " does not work on this host");
    fixture.isolation = tier;

    assertCompletes(
        "ann",
        brief()
            .run("echo 'exit 0' > ~/.mavenrc; mkdir ~/.config; echo a > \"$TMPDIR/left\"")
            .check(
                "fresh",
                MINUTE,
                "test ! -e ~/.mavenrc -a ! -e ~/.config -a ! -e \"$TMPDIR/left\""));
  }

  /** As agents run their commands. */
  @ParameterizedTest
  @EnumSource
  void toolOfAPrivateFolderIsFoundByLoginShellsToo(Isolation tier) throws Exception {
    assumeTrue(tier.works(), tier + " does not work on this host");
    fixture.isolation = tier;
    Path tool = Files.createDirectories(folder.resolve("it's own tools")).resolve("private-tool");
    ExecutableFile.write(tool, "#!/bin/sh\necho found\n");
    fixture.settings =
        fixture.settings.withEnvironment(
            Map.of("PATH", tool.getParent() + ":" + System.getenv("PATH")), name -> false);
    String found = "private-tool && bash -c private-tool && bash -lc private-tool";

    assertCompletes("ann", brief().setup(found).run(found).check("found", MINUTE, found));
  }

  @Test
  void whatSetupAddsToTheLoginProfileIsReadByChecks() throws Exception {
    assertCompletes(
        "ann",
        brief()
            .setup("echo 'export ADDED=here' >> ~/.profile")
            .run("echo 'export ADDED=by-run' >> ~/.profile")
            .check("as setup left it", MINUTE, "bash -lc 'test $ADDED = here'"));
  }

  @Test
  void checkFindsNothingThatAnotherCheckLeft() throws Exception {
    assertCompletes(
        "ann",
        brief()
            .check("first", MINUTE, "echo 'exit 0' > ~/.mavenrc; echo a > \"$TMPDIR/left\"")
            .check("second", MINUTE, "test ! -e ~/.mavenrc -a ! -e \"$TMPDIR/left\""));
  }

  @Test
  void checkFindsHomeAsSetupLeftIt() throws Exception {
    assertCompletes(
        "ann",
        brief()
            .setup(FILL + " && echo registry=here > ~/.npmrc")
            .run("echo run > ~/.m2/repository/a; rm ~/.npmrc; ln -s /etc ~/.config")
            .check(
                "as setup left it",
                MINUTE,
                "test \"$(cat ~/.npmrc ~/.m2/repository/a | tr '\\n' +)\" = registry=here+setup+"
                    + " && test ! -e ~/.config"));
  }

  @Test
  void runFindsNothingThatACheckBeforeItLeft() throws Exception {
    assertCompletes(
        "ann",
        brief()
            .baseline()
            .check("leaves something", MINUTE, "echo 'exit 0' > ~/.mavenrc")
            .run("test ! -e ~/.mavenrc"));
  }

  /** With each of these a job decided what the checks of the next one said. */
  @Test
  void filesThatDecideWhatToolsDoDoNotOutliveTheJob() throws Exception {
    String files =
        ".mavenrc .npmrc .gitconfig .local/lib/python3/site-packages/usercustomize.py"
            + " .m2/settings.xml .gradle/init.gradle .cargo/config.toml .m2/repository/../evil";
    String write =
        "for f in %s; do mkdir -p ~/\"$(dirname $f)\" && echo evil > ~/$f; done".formatted(files);
    assertCompletes("ann", brief().setup(FILL + " && " + write).run(write));

    assertCompletes(
        "ann", brief().run("for f in %s; do test ! -e ~/$f || exit 1; done".formatted(files)));
  }

  @Test
  void cachesThatSetupFilledAreThereForTheNextJob() throws Exception {
    assertCompletes("ann", brief().setup(FILL));

    assertCompletes("ann", withCaches().check("too", MINUTE, "test -s ~/.m2/repository/a"));
  }

  @Test
  void cachesAreNotAnotherSubmitters() throws Exception {
    assertCompletes("ann", brief().setup(FILL));

    assertCompletes("bob", withoutCaches());
  }

  @Test
  void cachesAreNotAnotherRepositorys() throws Exception {
    assertCompletes("ann", brief().setup(FILL));
    TestRepository other = TestRepository.in(folder.resolve("other"));

    assertCompletes(
        "ann", new BriefBuilder(other, other.commit()).changesOptional().run("test ! -e ~/.m2"));
  }

  @Test
  void jobOfNobodySharesNothing() throws Exception {
    assertCompletes(null, brief().setup(FILL));

    assertCompletes(null, withoutCaches());
  }

  @Test
  void cachesOfAJobThatFailedAreNotKept() throws Exception {
    AttemptOutcome failed = run("ann", brief().setup(FILL).check("no", "false"));
    assertThat(failed).isInstanceOf(AttemptOutcome.Failed.class);

    assertCompletes("ann", withoutCaches());
  }

  @Test
  void whatARunOrACheckWritesIntoACacheIsNotKept() throws Exception {
    assertCompletes("ann", brief().setup(FILL));
    String poison = "echo evil > ~/.m2/repository/a";
    assertCompletes("ann", brief().run(poison).check("writes too", MINUTE, poison));
    assertCompletes("ann", brief().setup("true").run(poison).check("writes too", MINUTE, poison));

    assertCompletes("ann", withCaches());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ln -s %s ~/.m2", "mkdir ~/.m2 && ln -s %s/repository ~/.m2/repository"})
  void cacheBehindALinkIsNotKept(String link) throws Exception {
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere/repository"));
    Files.writeString(elsewhere.resolve("a"), "secret\n");
    assertCompletes("ann", brief().setup(link.formatted(elsewhere.getParent().toString())));

    assertCompletes("ann", withoutCaches());
    assertThat(elsewhere.resolve("a")).exists();
  }

  @Test
  void cachesThatNobodyMayWriteAreKeptAndReplaced() throws Exception {
    String fill =
        "mkdir -p ~/go/pkg/mod/m@v1 && echo 1 > ~/go/pkg/mod/m@v1/f && chmod -R a-w ~/go/pkg/mod/m@v1";
    assertCompletes("ann", brief().setup(fill));
    assertCompletes("ann", brief().setup("test -s ~/go/pkg/mod/m@v1/f"));

    assertCompletes("ann", brief().check("there", MINUTE, "test -s ~/go/pkg/mod/m@v1/f"));
  }

  @Test
  void twoJobsAtOnceHaveTwoHomes() throws Exception {
    Path meeting = Files.createDirectory(folder.resolve("meeting"));
    fixture.settings =
        fixture.settings.withSandbox(new SandboxPaths(List.of(), List.of(meeting), List.of()));
    String script =
        "echo $HANDOFF_JOB_ID > ~/who; touch %1$s/$HANDOFF_JOB_ID;".formatted(meeting)
            + " until [ $(ls %1$s | wc -l) = 2 ]; do sleep 0.02; done;".formatted(meeting)
            + " test \"$(cat ~/who)\" = $HANDOFF_JOB_ID";
    JobId one = JobId.next(Instant.now(), 3);
    JobId two = JobId.next(Instant.now(), 4);
    AttemptFixture other = new AttemptFixture(Files.createDirectory(folder.resolve("beside")));
    other.settings = fixture.settings;
    BriefBuilder brief = brief().run(script);

    CompletableFuture<AttemptOutcome> first =
        CompletableFuture.supplyAsync(() -> runAs(other, one, brief));

    assertThat(runAs(fixture, two, brief)).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(first.join()).isInstanceOf(AttemptOutcome.Completed.class);
  }

  private AttemptOutcome runAs(AttemptFixture by, JobId job, BriefBuilder brief) {
    try {
      return run(by, "ann", job, brief);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void homeThatCannotBeCopiedFailsSetup() throws Exception {
    assumeTrue(!Isolation.isSuperuser(), "root may read everything");

    AttemptOutcome outcome = run("ann", brief().setup("touch ~/f; chmod 0 ~/f"));

    assertThat(outcome)
        .isInstanceOfSatisfying(
            AttemptOutcome.Failed.class,
            failed -> assertThat(failed.message()).contains("HOME", "cannot be copied"));
  }
}
