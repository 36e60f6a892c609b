package dev.handoff.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.handoff.job.JobId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What jobs that have ended left on this machine. */
final class Residue {

  private Residue() {}

  /**
   * Their processes, and folders of attempts.
   *
   * @param workFolders of workers that live, or ended in order: what a killed one leaves stays
   *     until it starts again
   */
  static List<String> of(List<JobId> jobs, List<Path> workFolders) {
    List<String> left = new ArrayList<>();
    try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
      all.forEach(process -> jobOf(process, jobs).ifPresent(left::add));
    }
    for (Path folder : workFolders) {
      try (Stream<Path> attempts = Files.list(folder.resolve("attempts"))) {
        attempts.map(Path::toString).forEach(left::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return left;
  }

  private static java.util.Optional<String> jobOf(ProcessHandle process, List<JobId> jobs) {
    String environment;
    try {
      environment = Files.readString(Path.of("/proc", "" + process.pid(), "environ"), ISO_8859_1);
    } catch (IOException e) {
      return java.util.Optional.empty(); // it has ended since it was listed
    }
    return jobs.stream()
        .filter(job -> environment.contains("HANDOFF_JOB_ID=" + job.text() + "\0"))
        .map(job -> "process " + process.pid() + " of " + job)
        .findFirst();
  }
}
