package dev.handoff.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CpuMeterTest {

  @TempDir Path folder;

  @BeforeEach
  void aJvm() throws IOException {
    stat(folder, "java", 900, 100);
    thread(1, "java", 100, 5);
    thread(2, "C1 CompilerThre", 150, 10);
    thread(3, "C2 CompilerThre", 250, 20);
    thread(4, "GC Thread#0", 60, 30);
    thread(5, "G1 Main Marker", 20, 40);
    thread(6, "VM Thread", 20, 50);
    thread(7, "a (name) of C2 ", 10, 60);
  }

  @Test
  void timeIsSplitByTheNamesOfThreads() throws IOException {
    assertThat(CpuMeter.in(folder).read()).isEqualTo(new CpuUse(4, 1, 5, 215));
  }

  @Test
  void aCompilerThreadThatEndedStaysTheCompilers() throws IOException {
    CpuMeter meter = CpuMeter.in(folder);
    meter.read();
    end(3);

    assertThat(meter.read()).isEqualTo(new CpuUse(4, 1, 5, 215));
  }

  @Test
  void aThreadThatEndedBetweenTwoLooksIsCountedByItsProcess() throws IOException {
    CpuMeter meter = CpuMeter.in(folder);
    CpuUse before = meter.read();
    stat(folder, "java", 1000, 100);

    assertThat(meter.read().minus(before)).isEqualTo(new CpuUse(0, 0, 1, 0));
  }

  private void thread(int id, String name, int ticks, int switches) throws IOException {
    Path thread = Files.createDirectories(folder.resolve("task").resolve("" + id));
    stat(thread, name, ticks, 0);
    Files.writeString(
        thread.resolve("status"),
        "Name:\t%s\nvoluntary_ctxt_switches:\t%d\nnonvoluntary_ctxt_switches:\t7\n"
            .formatted(name, switches));
  }

  private static void stat(Path of, String name, int user, int system) throws IOException {
    Files.writeString(
        of.resolve("stat"),
        "1 (%s) S 1 1 1 0 -1 0 0 0 0 0 %d %d 0 0 20 0 9 0 777 0 0\n".formatted(name, user, system));
  }

  private void end(int id) throws IOException {
    Path thread = folder.resolve("task").resolve("" + id);
    Files.delete(thread.resolve("stat"));
    Files.delete(thread.resolve("status"));
    Files.delete(thread);
  }
}
