package dev.handoff.bench.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the CPU time of a JVM by its threads. The time of the process includes its ended threads; a
 * compiler thread that ended keeps the time of the last look, so the rest does not grow by it.
 */
public final class CpuMeter {

  private static final double TICKS_PER_SECOND = 100; // of /proc, on all architectures in use
  private static final List<String> COMPILER = List.of("C1 Compiler", "C2 Compiler", "Sweeper");

  /**
   * Names of HotSpot's collectors, each cut to 15 letters; serial collection is the VM Thread's.
   */
  private static final List<String> COLLECTOR =
      List.of("GC Thread#", "G1 ", "ParGC", "GC Slave", "VM Thread", "Concurrent GC");

  private final Path folder;
  private final Map<String, ThreadUse> seen = new HashMap<>();

  private CpuMeter(Path folder) {
    this.folder = folder;
  }

  public static CpuMeter of(long pid) {
    return in(Path.of("/proc", String.valueOf(pid)));
  }

  static CpuMeter in(Path folder) {
    return new CpuMeter(folder);
  }

  /** The use since the process started. */
  public CpuUse read() throws IOException {
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(folder.resolve("task"))) {
      for (Path thread : threads) {
        readThread(thread);
      }
    }
    double compiler = 0;
    double collector = 0;
    long switches = 0;
    for (ThreadUse thread : seen.values()) {
      compiler += isAny(COMPILER, thread.name) ? thread.seconds : 0;
      collector += isAny(COLLECTOR, thread.name) ? thread.seconds : 0;
      switches += thread.switches;
    }
    double all = Stat.of(folder).seconds();
    return new CpuUse(compiler, collector, all - compiler - collector, switches);
  }

  private void readThread(Path thread) {
    try {
      Stat stat = Stat.of(thread);
      String key = thread.getFileName() + " " + stat.field(22); // an id alone may be reused
      seen.put(key, new ThreadUse(stat.name(), stat.seconds(), switches(thread)));
    } catch (IOException e) {
      // it has just ended
    }
  }

  private static boolean isAny(List<String> beginnings, String name) {
    return beginnings.stream().anyMatch(name::startsWith);
  }

  private static long switches(Path thread) throws IOException {
    for (String line : Files.readAllLines(thread.resolve("status"))) {
      if (line.startsWith("voluntary_ctxt_switches:")) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    return 0;
  }

  private record ThreadUse(String name, double seconds, long switches) {}

  /** A {@code stat} file. The name in parentheses may contain blanks. */
  private record Stat(String text) {

    static Stat of(Path folder) throws IOException {
      return new Stat(Files.readString(folder.resolve("stat")));
    }

    String name() {
      return text.substring(text.indexOf('(') + 1, text.lastIndexOf(')'));
    }

    /** By its number in the manual, from 3 on. */
    String field(int number) {
      return text.substring(text.lastIndexOf(')') + 2).trim().split(" ")[number - 3];
    }

    double seconds() {
      return (Long.parseLong(field(14)) + Long.parseLong(field(15))) / TICKS_PER_SECOND;
    }
  }
}
