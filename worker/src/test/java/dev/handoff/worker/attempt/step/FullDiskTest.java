package dev.handoff.worker.attempt.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.job.Reason;
import dev.handoff.testkit.SmallDisk;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.disk.DiskRoom;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a work folder on a disk of its own, which jobs fill. */
class FullDiskTest {

  @TempDir Path folder;
  private SmallDisk disk;
  private AttemptFixture fixture;

  @BeforeEach
  void mount() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n");
    disk = SmallDisk.mount(fixture.settings.folder(), 32);
  }

  @AfterEach
  void unmount() {
    if (disk != null) {
      disk.close();
    }
  }

  private AttemptOutcome.Failed failed(BriefBuilder brief) throws Exception {
    AttemptOutcome outcome = fixture.run(brief);
    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    return (AttemptOutcome.Failed) outcome;
  }

  @Test
  void jobThatFillsTheDiskEndsForThatReasonWithWhatThereIs() throws Exception {
    AttemptOutcome.Failed outcome =
        failed(fixture.brief().run("echo x > README.md; cat /dev/zero > $TMPDIR/all; exit 7"));

    assertThat(outcome.reason()).isEqualTo(Reason.DISK_FULL);
    assertThat(fixture.recorder.text("patch")).contains("+x");
    assertThat(fixture.remains()).isEmpty();
  }

  @Test
  void setupThatFillsTheDiskEndsForThatReason() throws Exception {
    assertThat(failed(fixture.brief().setup("cat /dev/zero > $TMPDIR/all").run("true")).reason())
        .isEqualTo(Reason.DISK_FULL);
  }

  @Test
  void diskThatWasFullBeforeIsNotTheSourcesFault() throws Exception {
    disk.fill();

    assertThat(failed(fixture.brief().run("true")).reason()).isEqualTo(Reason.DISK_FULL);
  }

  @Test
  void jobThatFailsBesideAnAlmostFullDiskFailsByItself() throws Exception {
    AttemptOutcome.Failed outcome =
        failed(fixture.brief().run("head -c 20000000 /dev/zero > $TMPDIR/much; exit 7"));

    assertThat(outcome.reason()).isEqualTo(Reason.RUN_FAILED);
  }

  @Test
  void roomIsShortUntilAQuarterMoreThanNeededIsFree() throws Exception {
    DiskRoom room = new DiskRoom(disk.folder(), 20 << 20);
    assertThat(room.shortage(false)).isEmpty();

    Path file = disk.folder().resolve("file");
    Files.write(file, new byte[13 << 20]);
    assertThat(room.shortage(false).orElseThrow())
        .contains("19 MiB are free", "and 20 MiB must be");

    Files.write(file, new byte[10 << 20]);
    assertThat(room.shortage(false)).isEmpty();
    assertThat(room.shortage(true)).isPresent();
    assertThat(new DiskRoom(disk.folder(), 0).shortage(true)).isEmpty();
    assertThat(new DiskRoom(disk.folder().resolve("none"), 0).shortage(false)).isPresent();
  }
}
