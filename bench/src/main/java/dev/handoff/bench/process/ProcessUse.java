package dev.handoff.bench.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The resource use of a process so far, as Linux reports it. */
public record ProcessUse(double cpuSeconds, double residentMegabytes, double peakMegabytes) {

  private static final double TICKS_PER_SECOND = 100; // of /proc, on all architectures in use

  public static ProcessUse of(long pid) throws IOException {
    Path folder = Path.of("/proc", String.valueOf(pid));
    String stat = Files.readString(folder.resolve("stat"));
    // The name in parentheses may contain blanks; utime and stime are fields 14 and 15.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    double ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return new ProcessUse(
        ticks / TICKS_PER_SECOND, megabytes(folder, "VmRSS:"), megabytes(folder, "VmHWM:"));
  }

  /**
   * The CPU time of all ended children of this process and of theirs: the cost of a command with
   * everything that it starts.
   */
  public static long cpuNanosOfEndedChildren() throws IOException {
    String stat = Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    double ticks = Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
    return (long) (ticks / TICKS_PER_SECOND * 1e9);
  }

  /** Zero if the process has ended, or is about to. */
  private static double megabytes(Path folder, String name) throws IOException {
    for (String line : Files.readAllLines(folder.resolve("status"))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024.0;
      }
    }
    return 0;
  }
}
