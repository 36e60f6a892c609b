package dev.handoff.cli.local;

import dev.handoff.broker.LocalBrokerSettings;
import dev.handoff.cli.state.HeldLock;
import dev.handoff.cli.state.LocalDefaultException;
import dev.handoff.cli.state.LocalFolder;
import dev.handoff.cli.state.LocalProcess;
import dev.handoff.log.BrokerAddress;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The local default as commands see it: a broker and a worker in one background process, started by
 * whoever needs it first. It survives the terminal that started it.
 */
public final class LocalDefault {

  static final Duration STOP_PATIENCE = Duration.ofSeconds(75);

  private final LocalFolder folder;
  private final String build;
  private final LocalStart start;

  /** Held until this process ends: while it lives, the local process is not idle. */
  @SuppressWarnings("unused")
  private HeldLock client;

  private LocalWatch watch; // null before it is asked for
  private LocalProcess process;
  private BrokerAddress address;

  LocalDefault(LocalFolder folder, String build, PrintStream words) {
    this.folder = folder;
    this.build = build;
    this.start = new LocalStart(folder, build, words);
  }

  /** The one of this user, telling what it does on stderr. */
  public static LocalDefault ofUser() {
    return new LocalDefault(
        LocalFolder.ofUser(), System.getProperty("handoff.build", "unknown"), System.err);
  }

  /**
   * Starts the process unless it runs, and counts this process as its client from now on.
   *
   * @throws LocalDefaultException if it does not start; names its log
   */
  public KafkaSettings ensureRunning() throws IOException {
    folder.create();
    client = HeldLock.shared(folder.clientsLock());
    process = running().orElse(null);
    if (process == null || !process.build().equals(build) && start.endsForNewBuild(process)) {
      process = start.startOnce();
    }
    KafkaSettings kafka = settings(process);
    address = kafka.address();
    return kafka;
  }

  /** The settings for it if it runs; starts nothing, and does not count as a client. */
  public Optional<KafkaSettings> ifRunning() throws IOException {
    return running().map(this::settings);
  }

  private KafkaSettings settings(LocalProcess process) {
    return new KafkaSettings(
        LocalBrokerSettings.inFolder(folder.broker())
            .credentials()
            .clientProperties(process.bootstrapServer()),
        Topics.DEFAULT);
  }

  /**
   * From now on starts the process again whenever it dies, on a thread {@code local-watch}, and
   * tells all clients where it is then: it keeps its jobs, and whoever waits goes on waiting.
   *
   * @param onStopped is told why, once it was stopped and nobody has started it again, or does not
   *     start: then nobody will tell of any job
   */
  public void keepRunning(Consumer<String> onStopped) {
    if (process == null) {
      return; // not the cluster of this command
    }
    watch = new LocalWatch(folder, start, address, process);
    watch.start(onStopped);
  }

  /** Nobody waits any more: from now on nobody is told of a stop either. */
  public void letStop() {
    if (watch != null) {
      watch.letStop();
    }
  }

  /** The process if it runs. */
  public Optional<LocalProcess> running() throws IOException {
    return folder.running();
  }

  public Path log() {
    return folder.log();
  }

  /** Where its worker works. */
  public Path work() {
    return folder.work();
  }

  /**
   * Ends the process and all that it started.
   *
   * @return false if it did not run
   * @throws LocalDefaultException if it does not end
   */
  public boolean stop() throws IOException {
    Optional<LocalProcess> process = running();
    if (process.isEmpty()) {
      return hasEndedMeanwhile();
    }
    ProcessHandle.of(process.get().pid()).ifPresent(ProcessHandle::destroy);
    if (!ProcessWait.until(() -> !folder.isAlive(), STOP_PATIENCE)) {
      throw new LocalDefaultException(
          "the local process (pid " + process.get().pid() + ") does not end; see " + folder.log());
    }
    return true;
  }

  /** Waits for one that was told to end before; false if there was none. */
  private boolean hasEndedMeanwhile() throws IOException {
    if (!Files.isDirectory(folder.path()) || !folder.isAlive()) {
      return false;
    }
    if (!ProcessWait.until(() -> !folder.isAlive() || folder.read().isPresent(), STOP_PATIENCE)) {
      throw new LocalDefaultException(
          "the local process is neither ready nor does it end; see " + folder.log());
    }
    return folder.isAlive() ? stop() : true;
  }
}
