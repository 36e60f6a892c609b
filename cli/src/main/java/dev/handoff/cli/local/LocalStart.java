package dev.handoff.cli.local;

import dev.handoff.cli.state.HeldLock;
import dev.handoff.cli.state.LocalDefaultException;
import dev.handoff.cli.state.LocalFolder;
import dev.handoff.cli.state.LocalProcess;
import dev.handoff.worker.ProductionCredentials;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.configuration.Configuration;
import dev.handoff.worker.configuration.ConfigurationFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;

/**
 * Starts the local process with this build.
 *
 * @param words receives messages for the user
 */
record LocalStart(LocalFolder folder, String build, PrintStream words) {

  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final Duration RESTART_PATIENCE = Duration.ofSeconds(5);

  /** Asks a process of another build to end; false if it goes on because jobs run. */
  boolean endsForNewBuild(LocalProcess process) throws IOException {
    Files.writeString(folder.restartRequest(), build);
    // It removes its description when it begins to end; the next start waits for the rest.
    boolean ends =
        ProcessWait.until(() -> !isDescribed(process) || !folder.isAlive(), RESTART_PATIENCE);
    words.println(
        ends
            ? "The local process was of another build; starting it again."
            : "The local process (pid "
                + process.pid()
                + ") is of another build; it goes on while jobs run, and is restarted after them.");
    return ends;
  }

  /** False also if another command has started the next process meanwhile. */
  private boolean isDescribed(LocalProcess process) throws IOException {
    return folder.read().filter(process::equals).isPresent();
  }

  /** Concurrent first commands wait here for one another; the first starts the process. */
  LocalProcess startOnce() throws IOException {
    HeldLock start = HeldLock.exclusive(folder.startLock());
    try {
      Optional<LocalProcess> process = folder.running();
      return process.isPresent() ? process.get() : start();
    } finally {
      start.close();
    }
  }

  private LocalProcess start() throws IOException {
    // A process that is ending has removed its description, but still holds its ports.
    if (!ProcessWait.until(() -> !folder.isAlive(), LocalDefault.STOP_PATIENCE)) {
      throw new LocalDefaultException(
          "a local process is not ready and does not end; see " + folder.log());
    }
    // Reports wrong settings to the user, not only in the log of a process that does not start.
    refuseToStart(new ConfigurationFile(System.getenv()).read());
    words.println("Starting the local broker and worker (log: " + folder.log() + ") ...");
    folder.forget();
    Files.deleteIfExists(folder.restartRequest());
    Files.deleteIfExists(folder.boardRequest());
    long before = Files.exists(folder.log()) ? Files.size(folder.log()) : 0;
    Process child = startChild();
    boolean isReady =
        ProcessWait.until(() -> folder.read().isPresent() || !child.isAlive(), START_PATIENCE)
            && folder.read().isPresent();
    if (!isReady) {
      child.destroyForcibly();
      throw new LocalDefaultException(StartFailure.explain(folder, before));
    }
    return folder.read().orElseThrow();
  }

  /** Refuses what the worker would refuse, where only its log would show it. */
  private void refuseToStart(Configuration file) throws IOException {
    ProductionCredentials.refuse(file.over(WorkerSettings.of("local", folder.work())).attempts());
  }

  private Process startChild() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(LocalCommandLine.of(build))
            // The process may outlive the folder in which the command was started.
            .directory(folder.path().toFile())
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()))
            .redirectErrorStream(true);
    LocalEnvironment.settle(builder.environment());
    try {
      return builder.start();
    } catch (IOException e) {
      throw new LocalDefaultException(
          "the local broker and worker could not be started: " + e.getMessage());
    }
  }
}
