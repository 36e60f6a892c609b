package dev.handoff.worker.attempt.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.JobId;
import dev.handoff.job.Reason;
import dev.handoff.testkit.SmallDisk;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.AttemptRunner;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.Recorder;
import dev.handoff.worker.attempt.child.SandboxPaths;
import dev.handoff.worker.attempt.child.StopSignal;
import dev.handoff.worker.attempt.order.AttemptOrder;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.attempt.order.AttemptOutcome.Failed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jobs that fill the disk of the work folder in every way they can, and never end by themselves.
 */
class DiskGuardTest {

  private static final String FOREVER = "; sleep 600.25";

  @TempDir Path folder;
  private SmallDisk disk;
  private AttemptFixture fixture;

  @BeforeEach
  void prepare() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n");
    fixture.source.commit();
  }

  @AfterEach
  void unmount() {
    if (disk != null) {
      disk.close();
    }
  }

  private void mount(int mebibytes) throws IOException {
    disk = SmallDisk.mount(fixture.settings.folder(), mebibytes);
  }

  private Failed endedForRoom(BriefBuilder brief) throws Exception {
    AttemptOutcome outcome = fixture.run(brief);
    assertThat(outcome).isInstanceOf(Failed.class);
    Failed failed = (Failed) outcome;
    assertThat(failed.reason()).as(failed.message()).isEqualTo(Reason.DISK_FULL);
    assertThat(fixture.living()).isEmpty();
    assertThat(fixture.remains()).isEmpty();
    return failed;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dd if=/dev/zero of=$TMPDIR/all bs=1M",
        "exec 3>$TMPDIR/all; rm $TMPDIR/all; dd if=/dev/zero bs=1M >&3",
      })
  void aJobThatFillsTheDiskIsEndedWithWhatThereIs(String fills) throws Exception {
    isEndedWithWhatThereIs(fills);
  }

  @ParameterizedTest
  @Tag("faults")
  @ValueSource(
      strings = {
        "dd if=/dev/zero of=$HOME/all bs=1M",
        "fallocate -l 92M $TMPDIR/all",
        "(exec 3>all; rm all; setsid sh -c 'dd if=/dev/zero bs=1M >&3; sleep 600.25') & wait",
      })
  void soIsOneThatDoesItInAnotherWay(String fills) throws Exception {
    isEndedWithWhatThereIs(fills);
  }

  private void isEndedWithWhatThereIs(String fills) throws Exception {
    mount(96);

    Failed end = endedForRoom(fixture.brief().run("echo x > README.md; " + fills + FOREVER));

    assertThat(end.message())
        .contains("since the job filled the disk: ", "MiB are free", "its files have");
    assertThat(fixture.recorder.text("patch")).contains("+x");
    assertThat(end.result().outputs().report()).isNotNull();
  }

  @Test
  void aJobIsEndedWhileOthersCanStillWrite() throws Exception {
    mount(256);
    fixture.settings = fixture.settings.withLeastFree(160L << 20);
    long[] least = {Long.MAX_VALUE};
    CompletableFuture<Void> over = new CompletableFuture<>();
    CompletableFuture<Void> watch =
        CompletableFuture.runAsync(
            () -> {
              while (!over.isDone()) {
                least[0] = Math.min(least[0], free());
                Thread.onSpinWait();
              }
            });

    endedForRoom(
        fixture.brief().run("while :; do head -c 1M /dev/zero >> $TMPDIR/all; sleep 0.005; done"));

    over.complete(null);
    watch.join();
    assertThat(least[0]).isBetween(8L << 20, 80L << 20);
  }

  private long free() {
    try {
      return Files.getFileStore(fixture.settings.folder()).getUsableSpace();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void whatFillsTheDiskMayBeTheTreeItselfWhichIsGivenUpThen() throws Exception {
    mount(96);

    Failed end = endedForRoom(fixture.brief().run("dd if=/dev/zero of=all bs=1M" + FOREVER));

    assertThat(end.result().outputs().patch()).isNull();
    assertThat(fixture.recorder.text("report")).contains("What the job changed is not kept");
  }

  @Test
  @Tag("faults")
  void changesThatTheWorkerCannotTakeInEndTheJobToo() throws Exception {
    mount(64);
    fixture.settings = fixture.settings.withLeastFree(60L << 20);

    Failed end = endedForRoom(fixture.brief().run("head -c 20M /dev/urandom > all"));

    assertThat(fixture.recorder.text("report")).contains("What the job changed is not kept");
    assertThat(end.result().outputs().log()).isNotNull();
  }

  @Test
  @Tag("faults")
  void aSourceThatTheDiskHasNoRoomForIsCutShortAndLeavesNothing() throws Exception {
    mount(96);
    fixture.settings = fixture.settings.withLeastFree(176L << 20);
    byte[] random = new byte[24 << 20];
    new Random(5).nextBytes(random);
    Files.write(fixture.source.path().resolve("large"), random);
    fixture.source.commit();

    Failed end = endedForRoom(fixture.brief().run("true"));

    assertThat(end.message())
        .contains("git fetch was cut short: no space left", "its source was on its way")
        .doesNotContain("job");
    assertThat(free()).isGreaterThan(90L << 20);
  }

  @Test
  void anotherDiskThatTheJobFillsIsToldByItsName() throws Exception {
    Path other = folder.resolve("other");
    try (SmallDisk full = SmallDisk.mount(other, 16)) {
      SandboxPaths open = new SandboxPaths(List.of(), List.of(full.folder()), List.of());
      fixture.settings = fixture.settings.withSandbox(open);
      BriefBuilder brief = fixture.brief().run("cat /dev/zero > " + other + "/all");

      Failed end = endedForRoom(brief);

      assertThat(end.message()).contains("the disk of " + other, "is full", "exit code 1");
      AttemptOutcome again = fixture.run(fixture.brief().run("exit 7"));
      assertThat(((Failed) again).reason()).as("it was full before").isEqualTo(Reason.RUN_FAILED);
    }
  }

  @Test
  void aJobThatMakesManySmallFilesIsEnded() throws Exception {
    disk = SmallDisk.mount(fixture.settings.folder(), 96, 4000);

    Failed end =
        endedForRoom(
            fixture
                .brief()
                .run("cd $TMPDIR; i=0; while :; do true > $((i=i+1)) || sleep 0.1; done"));

    assertThat(end.message()).contains("files (inodes) are free");
  }

  @Test
  @Tag("faults")
  void aSetupAndACheckAreEndedTooAndTheCheckHasNoVerdict() throws Exception {
    mount(96);
    String fills = "dd if=/dev/zero of=$TMPDIR/all bs=1M" + FOREVER;

    endedForRoom(fixture.brief().setup(fills).run("true"));
    Failed end =
        endedForRoom(
            fixture.brief().run("echo x > README.md").check("fills", Duration.ofMinutes(1), fills));

    assertThat(end.message()).contains("check \"fills\" was ended with all its processes, since");
    assertThat(end.result().checks()).isEmpty();
    assertThat(fixture.recorder.text("patch")).contains("+x");
  }

  @Test
  void aJobWithAFileOfHolesGoesOnBesideOneThatFillsTheDisk() throws Exception {
    mount(96);
    AttemptRunner runner = new AttemptRunner(fixture.settings, fixture.isolation);
    CompletableFuture<AttemptOutcome> holes =
        begun(
            runner,
            "truncate -s 1T $TMPDIR/holes; echo x > README.md; touch $HOME/began;"
                + " while [ ! -e $HOME/go ]; do sleep 0.05; done");

    AttemptOutcome full = begun(runner, "dd if=/dev/zero of=$TMPDIR/all bs=1M" + FOREVER).join();

    assertThat(full).isInstanceOf(Failed.class);
    assertThat(((Failed) full).message()).contains("most of 2 running attempts");
    assertThat(holes).isNotDone();
    for (Path home : homes()) {
      Files.createFile(home.resolve("go"));
    }
    assertThat(holes.join()).isInstanceOf(AttemptOutcome.Completed.class);
  }

  @Test
  void aDiskThatOthersFillEndsNoJob() throws Exception {
    mount(96);
    AttemptRunner runner = new AttemptRunner(fixture.settings, fixture.isolation);
    CompletableFuture<AttemptOutcome> job =
        begun(
            runner,
            "echo x > README.md; touch $HOME/began; while [ ! -e $HOME/go ]; do sleep 0.05; done");

    disk.fillAllBut(4);

    // Until the guard, which looks a hundred times a second then, has had its chance.
    Awaitility.await()
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(60))
        .until(() -> !job.isDone());
    for (Path home : homes()) {
      Files.createFile(home.resolve("go"));
    }
    assertThat(job.join()).isInstanceOf(AttemptOutcome.Completed.class);
  }

  /** Of the attempts that run. */
  private List<Path> homes() throws Exception {
    try (var attempts = Files.list(fixture.settings.folder().resolve("attempts"))) {
      return attempts.map(each -> each.resolve("home")).toList();
    }
  }

  /** An attempt of a job of its own, on another thread; it has begun if it says so in its HOME. */
  private CompletableFuture<AttemptOutcome> begun(AttemptRunner runner, String script)
      throws Exception {
    AttemptOrder order =
        new AttemptOrder(
            JobId.next(Instant.now(), 5), 1, fixture.brief().run(script).build(), new byte[0]);
    CompletableFuture<AttemptOutcome> outcome =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return runner.run(order, new Recorder(), new StopSignal());
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    Path began =
        fixture.settings.folder().resolve("attempts").resolve(order.name()).resolve("home/began");
    if (script.contains("began")) {
      Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(began));
    }
    return outcome;
  }
}
