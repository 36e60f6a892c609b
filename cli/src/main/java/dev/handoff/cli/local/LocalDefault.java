package dev.handoff.cli.local;

import dev.handoff.broker.LocalBrokerSettings;
import dev.handoff.cli.doctor.BrokerRoom;
import dev.handoff.file.FileErrorText;
import dev.handoff.log.BrokerAddress;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.worker.ProductionCredentials;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.configuration.Configuration;
import dev.handoff.worker.configuration.ConfigurationFile;
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

  private static final Duration START_PATIENCE = Duration.ofSeconds(60);
  private static final Duration STOP_PATIENCE = Duration.ofSeconds(75);
  private static final Duration RESTART_PATIENCE = Duration.ofSeconds(5);
  private static final Duration RESTART_GRACE = Duration.ofSeconds(15);
  private static final Duration LOOK = Duration.ofMillis(250);

  private final LocalFolder folder;
  private final String build;
  private final PrintStream words;

  /** Held until this process ends: while it lives, the local process is not idle. */
  @SuppressWarnings("unused")
  private HeldLock client;

  private volatile boolean mayStop;
  private LocalProcess process;
  private BrokerAddress address;

  LocalDefault(LocalFolder folder, String build, PrintStream words) {
    this.folder = folder;
    this.build = build;
    this.words = words;
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
    if (process == null || !process.build().equals(build) && endsForNewBuild(process)) {
      process = startOnce();
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
    address.watch();
    Thread thread = new Thread(() -> watch(onStopped), "local-watch");
    thread.setDaemon(true);
    thread.start();
  }

  private void watch(Consumer<String> onStopped) {
    try {
      for (Optional<LocalProcess> next = next(); next.isPresent(); next = next()) {
        process = next.get();
        address.moveTo(process.bootstrapServer());
      }
      tell(
          onStopped,
          "the local broker and worker were stopped%s (log: %s)".formatted(noRoom(), folder.log()));
    } catch (IOException e) {
      tell(onStopped, "the local broker and worker cannot be started: " + FileErrorText.of(e));
    }
  }

  private void tell(Consumer<String> onStopped, String why) {
    address.giveUp();
    if (!mayStop) {
      onStopped.accept(why);
    }
  }

  /** Nobody waits any more: from now on nobody is told of a stop either. */
  public void letStop() {
    mayStop = true;
  }

  /** The process after this one, by whoever started it; empty if it was stopped for good. */
  private Optional<LocalProcess> next() throws IOException {
    awaitEnd();
    if (wasStopped()) {
      return startedAnew();
    }
    if (Files.exists(folder.restartRequest())) {
      // Whoever has the other build starts it, and of that build; if nobody does, this one.
      await(() -> isBeingStarted() || running().isPresent(), RESTART_PATIENCE);
    } else if (running().isEmpty()) {
      words.println("The local process has died%s; starting it again.".formatted(noRoom()));
    }
    return Optional.of(startOnce());
  }

  /** A process that ends for that reason may not be able to say so. */
  private String noRoom() {
    try {
      return new BrokerRoom(folder.path()).shortage().map(what -> "; there is " + what).orElse("");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /**
   * The system frees the lock that a process holds for its life. Looks for it, since whoever waited
   * for it, and was suspended when it was free, would wait for the next process's end.
   */
  private void awaitEnd() throws IOException {
    while (HeldLock.isHeld(folder.processLock())) {
      if (folder.read().filter(other -> !other.equals(process)).isPresent()) {
        return; // that one's end was missed
      }
      pause(LOOK);
    }
    address.lose();
  }

  /** A script may stop it and start it again, and no wait is to end by that. */
  private Optional<LocalProcess> startedAnew() throws IOException {
    words.println(
        "The local broker and worker were stopped. If they are started again within %d s, this goes on waiting."
            .formatted(RESTART_GRACE.toSeconds()));
    long deadline = System.nanoTime() + RESTART_GRACE.toNanos();
    Optional<LocalProcess> next = Optional.empty();
    while (next.isEmpty() && System.nanoTime() < deadline) {
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      await(() -> isBeingStarted() || running().isPresent(), left);
      next = afterAnyStart();
    }
    return next;
  }

  private Optional<LocalProcess> afterAnyStart() throws IOException {
    HeldLock start = HeldLock.exclusive(folder.startLock());
    try {
      return running();
    } finally {
      start.close();
    }
  }

  /**
   * Whoever is told to end takes the description away; one that dies leaves it behind. Whoever
   * starts it anew takes it away too, and holds the lock for that: so that is waited for.
   */
  private boolean wasStopped() throws IOException {
    if (folder.read().isPresent() || Files.exists(folder.restartRequest())) {
      return false;
    }
    return afterAnyStart().isEmpty();
  }

  private boolean isBeingStarted() throws IOException {
    return HeldLock.isHeld(folder.startLock());
  }

  /** The process if it runs. */
  public Optional<LocalProcess> running() throws IOException {
    if (!Files.isDirectory(folder.path()) || !isAlive()) {
      return Optional.empty();
    }
    return folder.read();
  }

  public Path log() {
    return folder.log();
  }

  /** Where its worker works. */
  public Path work() {
    return folder.work();
  }

  private boolean isAlive() throws IOException {
    return HeldLock.isHeld(folder.processLock());
  }

  private boolean endsForNewBuild(LocalProcess process) throws IOException {
    Files.writeString(folder.restartRequest(), build);
    // It takes its description away when it begins to end; the next start waits for the rest.
    boolean ends = await(() -> !isDescribed(process) || !isAlive(), RESTART_PATIENCE);
    words.println(
        ends
            ? "The local process was of another build; starting it anew."
            : "The local process (pid "
                + process.pid()
                + ") is of another build; it goes on while jobs run, and is restarted after them.");
    return ends;
  }

  /** Another command of the new build may have started the next one meanwhile. */
  private boolean isDescribed(LocalProcess process) throws IOException {
    return folder.read().filter(process::equals).isPresent();
  }

  /** Ten first commands at once wait here for one another; the first starts the process. */
  private LocalProcess startOnce() throws IOException {
    HeldLock start = HeldLock.exclusive(folder.startLock());
    try {
      Optional<LocalProcess> process = running();
      return process.isPresent() ? process.get() : start();
    } finally {
      start.close();
    }
  }

  private LocalProcess start() throws IOException {
    // One that is just ending has forgotten its description already, and still holds its ports.
    if (!await(() -> !isAlive(), STOP_PATIENCE)) {
      throw new LocalDefaultException(
          "a local process is neither ready nor does it end; see " + folder.log());
    }
    // Wrong settings are told here, and not only in the log of a process that does not start.
    refuseToStart(new ConfigurationFile(System.getenv()).read());
    words.println("Starting the local broker and worker (log: " + folder.log() + ") ...");
    folder.forget();
    Files.deleteIfExists(folder.restartRequest());
    long before = Files.exists(folder.log()) ? Files.size(folder.log()) : 0;
    Process child = startChild();
    boolean isReady =
        await(() -> folder.read().isPresent() || !child.isAlive(), START_PATIENCE)
            && folder.read().isPresent();
    if (!isReady) {
      child.destroyForcibly();
      throw new LocalDefaultException(StartFailure.explain(folder, before));
    }
    return folder.read().orElseThrow();
  }

  /** As its worker would, in the log of a process that nobody sees. */
  private void refuseToStart(Configuration file) throws IOException {
    ProductionCredentials.refuse(file.over(WorkerSettings.of("local", folder.work())).attempts());
  }

  private Process startChild() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(LocalCommandLine.of(build))
            // It outlives the folder that the command was started in.
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
    if (!await(() -> !isAlive(), STOP_PATIENCE)) {
      throw new LocalDefaultException(
          "the local process (pid " + process.get().pid() + ") does not end; see " + folder.log());
    }
    return true;
  }

  /** Waits for one that was told to end before; false if there was none. */
  private boolean hasEndedMeanwhile() throws IOException {
    if (!Files.isDirectory(folder.path()) || !isAlive()) {
      return false;
    }
    if (!await(() -> !isAlive() || folder.read().isPresent(), STOP_PATIENCE)) {
      throw new LocalDefaultException(
          "the local process is neither ready nor does it end; see " + folder.log());
    }
    return isAlive() ? stop() : true;
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  /** Between processes there is nothing but files to look at. */
  private static boolean await(Condition condition, Duration patience) throws IOException {
    long deadline = System.nanoTime() + patience.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      pause(Duration.ofMillis(20));
    }
    return true;
  }

  private static void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalDefaultException("interrupted while waiting for the local process");
    }
  }
}
