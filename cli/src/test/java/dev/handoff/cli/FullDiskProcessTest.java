package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.SmallDisk;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The local default on a separate disk that jobs or others fill. */
@Execution(ExecutionMode.CONCURRENT)
class FullDiskProcessTest {

  @TempDir Path home;
  private SmallDisk disk;
  private HandoffProcess handoff;

  private static String brief(String command) {
    return "goal: Fill the disk.\nchanges: optional\nrun: {command: [sh, -c, '" + command + "']}\n";
  }

  @BeforeEach
  void mount() throws IOException {
    disk = SmallDisk.mount(home.resolve("state"), 256);
    Path folder = home.resolve("repository");
    TestRepository.in(folder)
        .with("quick.yaml", brief("echo done"))
        .with("sleeps-once.yaml", brief("[ \"$HANDOFF_ATTEMPT\" = 2 ] || sleep 600.75"))
        .with(
            "fills.yaml",
            brief("while :; do head -c 1M /dev/zero >> $TMPDIR/all; sleep 0.01; done"))
        .with("fills-fast.yaml", brief("cat /dev/zero > $TMPDIR/all; sleep 600.75"))
        .commit();
    handoff = HandoffProcess.at(home).in(folder);
  }

  @AfterEach
  void stop() throws IOException {
    if (disk != null) {
      Files.deleteIfExists(disk.folder().resolve("filling"));
      try {
        handoff.stopLocal();
      } finally {
        disk.close();
      }
    }
  }

  @Test
  void aStartWithoutRoomSaysSoAndOneThatFindsWhatADeadJobLeftTakesThatAway() throws IOException {
    Path filling = disk.fillAllBut(5);

    ProcessResult refused = handoff.run("list");

    assertThat(refused.exit()).isEqualTo(125);
    assertThat(refused.stderr())
        .contains(
            "did not start: no room on the disk of " + handoff.stateFolder(),
            "MiB free, 32 MiB are needed)",
            "XDG_STATE_HOME")
        .doesNotContain("\tat ", "Exception");
    assertThat(refused.stdout()).isEmpty();

    Path left = handoff.stateFolder().resolve("work/attempts/task-of-a-dead-worker-1");
    Files.createDirectories(left.resolve("tmp"));
    Files.move(filling, left.resolve("tmp/all"));

    ProcessResult started = handoff.run("local", "start");

    assertThat(started.exit()).as(started.stderr()).isZero();
    assertThat(left).doesNotExist();
  }

  @Test
  @Tag("faults")
  void aJobThatFillsTheDiskEndsForThatReasonAndTheLocalProcessGoesOn() {
    handoff.startLocal();
    long pid = handoff.localPid();

    ProcessResult task = handoff.run("task", "--background", "--await", "fills.yaml");

    assertThat(task.exit()).as(task.stderr()).isEqualTo(1);
    assertThat(task.stdout()).contains("Failed: disk_full", "since the job filled the disk");
    assertThat(handoff.localPid()).isEqualTo(pid);
    assertThat(handoff.run("task", "--background", "--await", "quick.yaml").exit()).isZero();
  }

  @Test
  @Tag("faults")
  void oneThatFillsATinyDiskFasterThanAnybodyCanLookEndsTooAndNoJobIsLost() {
    String done =
        HandoffProcess.acceptedJob(handoff.run("task", "--background", "--await", "quick.yaml"));

    ProcessResult task = handoff.run("task", "--background", "--await", "fills-fast.yaml");

    assertThat(task.exit()).as(task.stderr()).isEqualTo(1);
    // Or the broker has stopped twice before this was noticed.
    assertThat(task.stdout())
        .containsAnyOf("since the job filled the disk", "It is taken for the cause");
    assertThat(handoff.run("await", done).exit()).isZero();
    assertThat(handoff.run("task", "--background", "--await", "quick.yaml").exit()).isZero();
  }

  @Test
  @Tag("faults")
  void aDiskThatOthersFillEndsTheLocalProcessWithThatReasonAndKeepsTheJob() throws IOException {
    isToldAndKept(3);
  }

  @Test
  @Tag("faults")
  void soDoesOneThatIsFullBeforeAnybodyLooks() throws IOException {
    isToldAndKept(0);
  }

  @Test
  @Tag("faults")
  void oneThatADeadJobFillsIsClearedAndTheLocalProcessComesBackForTheCommandThatWaits()
      throws IOException {
    String job = handoff.submit("sleeps-once.yaml");
    try (ProcessRun await = handoff.start("await", job)) {
      await.awaitStderr("attempt 1", HandoffProcess.DEADLINE);
      Path left = handoff.stateFolder().resolve("work/attempts/task-of-a-dead-worker-1/tmp");
      Files.createDirectories(left);

      disk.fillAllBut(1, left.resolve("all"));

      ProcessResult end = await.awaitExit(HandoffProcess.DEADLINE);
      assertThat(end.exit()).as(end.stderr()).isZero();
    }
    assertThat(handoff.stateFolder().resolve("work/attempts/task-of-a-dead-worker-1"))
        .doesNotExist();
  }

  private void isToldAndKept(int left) throws IOException {
    String job = handoff.submit("sleeps-once.yaml");
    try (ProcessRun await = handoff.start("await", job)) {
      await.awaitStderr("attempt 1", HandoffProcess.DEADLINE);

      Path filling = left == 0 ? disk.fill() : disk.fillAllBut(left);

      ProcessResult told = await.awaitExit(HandoffProcess.DEADLINE);
      assertThat(told.exit()).as(told.stderr()).isEqualTo(125);
      assertThat(told.stderr()).contains("no room on the disk of", "handoff await " + job);
      assertThat(handoff.run("status", job).stderr()).contains("no room on the disk of");
      Files.delete(filling);
    }

    ProcessResult end = handoff.run("await", job);

    assertThat(end.exit()).as(end.stderr()).isZero();
  }
}
