package dev.handoff.worker.attempt.step;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.testkit.SmallDisk;
import dev.handoff.worker.attempt.Recorder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose second half waits on a disk that is full. */
class LogWriterTest {

  private static final int HALF = 1 << 20;

  @TempDir Path folder;

  private static void write(LogWriter log, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    log.write(bytes, 0, bytes.length);
  }

  private static void write(LogWriter log, int length) {
    log.write(new byte[length], 0, length);
  }

  @Test
  void whatHasNoRoomIsMissingAndToldInItsPlace() throws Exception {
    Recorder recorder = new Recorder();
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 8)) {
      LogWriter log = new LogWriter(recorder.open("log"), disk.folder().resolve("spool"), 2 * HALF);
      write(log, HALF);
      write(log, "kept\n");
      Path filling = disk.fill();
      write(log, HALF / 2);
      write(log, HALF / 4);
      Files.delete(filling);
      write(log, "after\n");

      log.close();
    }

    assertThat(recorder.text("log")).contains("kept\n\n[handoff] ").endsWith("full\nafter\n");
    // The line that tells may find room in a block that the log has already.
    assertThat(missing(recorder.text("log"))).isEqualTo(HALF / 2 + HALF / 4);
  }

  private static long missing(String log) {
    return Pattern.compile("(\\d+) bytes of the log are missing here")
        .matcher(log)
        .results()
        .mapToLong(gap -> Long.parseLong(gap.group(1)))
        .sum();
  }

  @Test
  void aLogThatEndsWithoutRoomIsPublishedWithItsFirstHalf() throws Exception {
    Recorder recorder = new Recorder();
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 8)) {
      LogWriter log = new LogWriter(recorder.open("log"), disk.folder().resolve("spool"), 2 * HALF);
      disk.fill();
      write(log, HALF);
      write(log, HALF / 2);

      log.close();
    }

    assertThat(recorder.bytes("log").length).isGreaterThan(HALF);
    assertThat(recorder.text("log"))
        .endsWith("bytes of the log are missing here: the disk was full\n");
  }
}
