package dev.handoff.faults;

import dev.handoff.cli.Handoff;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * How a worker process is started: half a second from beat to beat.
 *
 * @param lapse after what silence it is taken for dead
 * @param drain as on the command line
 * @param failPoint the step at which it waits while its file is there, or null
 */
record WorkerStart(
    String id,
    Map<String, Integer> lanes,
    String lapse,
    String drain,
    String abandon,
    String failPoint) {

  static WorkerStart of(String id, Map<String, Integer> lanes) {
    return new WorkerStart(id, lanes, "2s", "30s", "20s", null);
  }

  /** Where nobody is to be taken for dead: a busy host alone can keep a worker silent for 2 s. */
  WorkerStart withLapse(String duration) {
    return new WorkerStart(id, lanes, duration, drain, abandon, failPoint);
  }

  WorkerStart withDrain(String duration) {
    return new WorkerStart(id, lanes, lapse, duration, abandon, failPoint);
  }

  WorkerStart withAbandon(String duration) {
    return new WorkerStart(id, lanes, lapse, drain, duration, failPoint);
  }

  WorkerStart pausingAt(String step) {
    return new WorkerStart(id, lanes, lapse, drain, abandon, step);
  }

  /** Exists while the worker waits at its fail point. */
  Path pauseFile(Path folder) {
    return folder.resolve("pause-" + id);
  }

  // The jobs leave their traces there, for a witness that is no part of Handoff.
  private Path opening(Path folder) {
    try {
      return Files.writeString(
          folder.resolve("worker-" + id + ".yaml"),
          "sandbox: {write: ['%s']}\n".formatted(folder.resolve("witness")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it keeps what it works on. */
  Path workFolder(Path folder) {
    return folder.resolve("work-" + id);
  }

  /**
   * @param folder where all that the worker needs on the disk is
   */
  JavaProcess start(Brokers brokers, String prefix, Path folder) {
    return start(Map.of(), brokers, prefix, folder);
  }

  /**
   * @param environment beside this process's own
   */
  JavaProcess start(Map<String, String> environment, Brokers brokers, String prefix, Path folder) {
    List<String> options = new ArrayList<>();
    if (failPoint != null) {
      options.add("-Dhandoff.failpoint=" + failPoint);
      options.add("-Dhandoff.failpoint.file=" + pauseFile(folder));
    }
    List<String> words = new ArrayList<>(List.of("worker", "--id", id));
    words.addAll(List.of("--command-config", brokers.clientProperties().toString()));
    words.addAll(List.of("--topic-prefix", prefix));
    words.addAll(List.of("--work-folder", workFolder(folder).toString()));
    words.addAll(List.of("--config", opening(folder).toString()));
    words.addAll(List.of("--beat", "500ms", "--lapse", lapse, "--abandon", abandon));
    words.addAll(List.of("--drain", drain));
    lanes.forEach((lane, slots) -> words.addAll(List.of("--lane", lane + "=" + slots)));
    return JavaProcess.start(environment, options, Handoff.class, words);
  }
}
