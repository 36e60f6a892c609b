package dev.handoff.cli.local;

import dev.handoff.broker.LocalBrokerSettings;
import dev.handoff.cli.state.HeldLock;
import dev.handoff.cli.state.LocalBoard;
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
import org.jspecify.annotations.Nullable;

/**
 * The local default for commands: a broker and a worker in one background process, started by the
 * first command that needs it. It survives the terminal that started it.
 */
public final class LocalDefault {

  static final Duration STOP_PATIENCE = Duration.ofSeconds(75);

  private static final Duration BOARD_PATIENCE = Duration.ofSeconds(60);

  private final LocalFolder folder;
  private final String build;
  private final LocalStart start;

  /** Held until this command ends, so that the local process is not idle meanwhile. */
  @SuppressWarnings("unused")
  private @Nullable HeldLock client;

  private @Nullable LocalWatch watch; // null until keepRunning
  private @Nullable LocalProcess process;
  private @Nullable BrokerAddress address;

  LocalDefault(LocalFolder folder, String build, PrintStream words) {
    this.folder = folder;
    this.build = build;
    this.start = new LocalStart(folder, build, words);
  }

  /** The local default of this user; reports starts and stops on stderr. */
  public static LocalDefault ofUser() {
    return new LocalDefault(
        LocalFolder.ofUser(), System.getProperty("handoff.build", "unknown"), System.err);
  }

  /**
   * Starts the process unless it runs, and registers this command as its client.
   *
   * @throws LocalDefaultException if it does not start; the message names its log
   */
  public KafkaSettings ensureRunning() throws IOException {
    folder.create();
    if (client == null) { // a second lock of one process would be refused
      client = HeldLock.shared(folder.clientsLock());
    }
    process = running().orElse(null);
    if (process == null || !process.build().equals(build) && start.endsForNewBuild(process)) {
      process = start.startOnce();
    }
    KafkaSettings kafka = settings(process);
    address = kafka.address();
    return kafka;
  }

  /** Its settings if it runs; neither starts it nor registers a client. */
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
   * Restarts the process whenever it dies, on the thread {@code local-watch}, and passes its new
   * address to all clients. Jobs are kept, and waits go on.
   *
   * @param onStopped receives the reason if the process was stopped for good or does not start: no
   *     more events will come then
   */
  public void keepRunning(Consumer<String> onStopped) {
    if (process == null || address == null) {
      return; // not the cluster of this command
    }
    watch = new LocalWatch(folder, start, address, process);
    watch.start(onStopped);
  }

  /** Reports no stop from now on, since the command no longer waits. */
  public void letStop() {
    if (watch != null) {
      watch.letStop();
    }
  }

  /** The process if it runs. */
  public Optional<LocalProcess> running() throws IOException {
    return folder.running();
  }

  /**
   * The board of the process that {@link #ensureRunning} found, which begins to serve it if it does
   * not yet.
   *
   * @return empty if the process is of another build, which may know of no board
   * @throws LocalDefaultException if it cannot be served
   */
  public Optional<LocalBoard> openBoard() throws IOException {
    LocalProcess serving = process;
    if (serving == null || !serving.build().equals(build)) {
      return Optional.empty();
    }
    if (boardOf(serving).isEmpty()) {
      Files.writeString(folder.boardRequest(), "");
      ProcessWait.until(() -> boardOf(serving).isPresent() || !isAskedFor(serving), BOARD_PATIENCE);
    }
    Optional<LocalBoard> board = boardOf(serving);
    if (board.isEmpty()) {
      throw new LocalDefaultException(
          "the local process does not serve the board; see " + folder.log());
    }
    return board;
  }

  private boolean isAskedFor(LocalProcess serving) throws IOException {
    return Files.exists(folder.boardRequest())
        && folder.running().filter(serving::equals).isPresent();
  }

  /** The board that this process serves. */
  Optional<LocalBoard> boardOf(LocalProcess serving) throws IOException {
    return folder.board().filter(board -> board.isOf(serving));
  }

  /** Where a page for the browser may be, which leads to the board. */
  public Path boardPage() {
    return folder.boardPage();
  }

  public Path log() {
    return folder.log();
  }

  /** The work folder of its worker. */
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
      boolean hasEnded = hasEndedMeanwhile();
      folder.forgetBoard(); // of a process that has died
      return hasEnded;
    }
    ProcessHandle.of(process.get().pid()).ifPresent(ProcessHandle::destroy);
    if (!ProcessWait.until(() -> !folder.isAlive(), STOP_PATIENCE)) {
      throw new LocalDefaultException(
          "the local process (pid " + process.get().pid() + ") does not end; see " + folder.log());
    }
    return true;
  }

  /** Waits for a process that was stopped before; false if there was none. */
  private boolean hasEndedMeanwhile() throws IOException {
    if (!Files.isDirectory(folder.path()) || !folder.isAlive()) {
      return false;
    }
    if (!ProcessWait.until(() -> !folder.isAlive() || folder.read().isPresent(), STOP_PATIENCE)) {
      throw new LocalDefaultException(
          "the local process is not ready and does not end; see " + folder.log());
    }
    return folder.isAlive() ? stop() : true;
  }
}
