package dev.handoff.worker.attempt.disk;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Measures the disk use of attempts: allocated blocks, so that a sparse file counts only what it
 * really takes, and also the blocks of deleted files that a process of the job still has open.
 */
final class DiskUse {

  private static final int BLOCK = 512;
  private static final int MOST_OPEN = 1000;

  private DiskUse() {}

  /** Bytes in their folders, by name; an attempt that cannot be measured in time is missing. */
  static Map<String, Long> bytes(List<DiskGuard.Guarded> attempts, Duration within)
      throws InterruptedException {
    Map<String, Long> used = measured(attempts, "-skx", within);
    used.replaceAll((name, kibibytes) -> kibibytes * 1024);
    return used;
  }

  /** Bytes of deleted files; this takes longer, since it inspects every process of the host. */
  static Map<String, Long> deleted(List<DiskGuard.Guarded> attempts) throws InterruptedException {
    Map<String, Long> deleted = new HashMap<>();
    for (DiskGuard.Guarded each : attempts) {
      deleted.put(each.name(), deleted(each));
    }
    return deleted;
  }

  /** The number of files and folders, measured in the same way. */
  static Map<String, Long> files(List<DiskGuard.Guarded> attempts, Duration within)
      throws InterruptedException {
    return measured(attempts, "-sx --inodes", within);
  }

  /** Measures all in parallel, since more room is lost while they are measured. */
  private static Map<String, Long> measured(
      List<DiskGuard.Guarded> attempts, String options, Duration within)
      throws InterruptedException {
    Map<String, Process> running = new HashMap<>();
    long until = System.nanoTime() + within.toNanos();
    try {
      for (DiskGuard.Guarded each : attempts) {
        List<String> command = new ArrayList<>(List.of("du"));
        command.addAll(List.of(options.split(" ")));
        command.addAll(List.of("--", each.workspace().folder().toString()));
        running.put(each.name(), started(command));
      }
      Map<String, Long> used = new HashMap<>();
      for (Map.Entry<String, Process> each : running.entrySet()) {
        each.getValue().waitFor(until - System.nanoTime(), TimeUnit.NANOSECONDS);
        if (!each.getValue().isAlive()) {
          used.put(each.getKey(), number(each.getValue()));
        }
      }
      return used;
    } catch (IOException noSuchProgram) {
      return new HashMap<>();
    } finally {
      running.values().forEach(Process::destroyForcibly);
    }
  }

  private static Process started(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        // If a job removes a file meanwhile, the program complains and goes on.
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Nothing if the attempt has no folder yet, or none any more. */
  private static long number(Process du) throws IOException {
    try (BufferedReader lines = du.inputReader(StandardCharsets.ISO_8859_1)) {
      String line = lines.readLine();
      String number = line == null ? "" : line.split("\t")[0];
      return number.matches("\\d{1,15}") ? Long.parseLong(number) : 0;
    }
  }

  private static long deleted(DiskGuard.Guarded attempt) throws InterruptedException {
    List<String> open = new ArrayList<>();
    for (ProcessHandle process : attempt.escaped().living()) {
      addDeleted(Path.of("/proc", String.valueOf(process.pid()), "fd"), open);
    }
    return open.isEmpty() ? 0 : blocks(attempt.workspace().folder(), open) * BLOCK;
  }

  private static void addDeleted(Path descriptors, List<String> open) {
    try (DirectoryStream<Path> all = Files.newDirectoryStream(descriptors)) {
      for (Path each : all) {
        if (open.size() < MOST_OPEN
            && Files.readSymbolicLink(each).toString().endsWith(" (deleted)")) {
          open.add(each.toString());
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException goneOrSomebodyElses) {
      return;
    }
  }

  /** Counts deleted files on the folder's disk, each once however often it is open. */
  private static long blocks(Path folder, List<String> files) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("stat", "-L", "-c", "%d %i %b", "--"));
    command.add(folder.toString());
    command.addAll(files);
    try {
      Process stat = started(command);
      try (BufferedReader lines = stat.inputReader(StandardCharsets.US_ASCII)) {
        Map<String, Long> byFile = new HashMap<>();
        String disk = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          String[] words = line.split(" ");
          if (disk == null) {
            disk = words[0];
          } else if (disk.equals(words[0])) {
            byFile.put(words[1], Long.valueOf(words[2]));
          }
        }
        return byFile.values().stream().mapToLong(Long::longValue).sum();
      } finally {
        stat.destroyForcibly();
      }
    } catch (IOException gone) {
      return 0;
    }
  }
}
