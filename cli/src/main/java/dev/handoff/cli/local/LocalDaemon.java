package dev.handoff.cli.local;

import dev.handoff.broker.LocalBroker;
import dev.handoff.broker.LocalBrokerSettings;
import dev.handoff.cli.doctor.BrokerRoom;
import dev.handoff.cli.state.HeldLock;
import dev.handoff.cli.state.LocalFolder;
import dev.handoff.cli.state.LocalProcess;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Signatures;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import dev.handoff.worker.attempt.folder.WorkFolder;
import dev.handoff.worker.configuration.Configuration;
import dev.handoff.worker.configuration.ConfigurationFile;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The background process of the local default: a broker and a worker. Ends on SIGTERM, when a newer
 * build asks for it and no job runs, and after hours without a job or a client.
 */
public final class LocalDaemon {

  private static final Logger LOG = LoggerFactory.getLogger(LocalDaemon.class);

  private static final Duration MAX_IDLE = Duration.ofHours(4);
  private static final Duration LOCK_PATIENCE = Duration.ofSeconds(2);
  private static final Duration DRAIN = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofMillis(500);
  // A worker on a busy machine needs this long to end a job that fills the disk.
  private static final int CHECKS_WITH_JOBS = 6;
  private static final int CHECKS = 2;

  private final LocalFolder folder;
  private final String build;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile boolean isForGood; // by its user, or for idleness

  // Owned by the main thread.
  private long idleSince = System.nanoTime();
  private int checksWithoutRoom;
  private boolean endsForRoom;

  private LocalDaemon(LocalFolder folder, String build) {
    this.folder = folder;
    this.build = build;
  }

  public static void main(String[] args) throws Exception {
    Locale.setDefault(Locale.ROOT); // independent of the shell that started it
    LocalFolder folder = LocalFolder.ofUser();
    folder.create();
    Optional<HeldLock> life = lockForLife(folder);
    if (life.isEmpty()) {
      LOG.info("Another local process runs already");
      return;
    }
    new LocalDaemon(folder, System.getProperty("handoff.build", "unknown")).run();
    LOG.info("The local process ends");
    // If the lock were garbage-collected earlier, it would be free while the process lives.
    Reference.reachabilityFence(life);
    // Kafka may leave threads behind; the lock is freed with the process.
    Runtime.getRuntime().halt(0);
  }

  // Commands that check whether a process lives hold the lock for a moment.
  private static Optional<HeldLock> lockForLife(LocalFolder folder)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LOCK_PATIENCE.toNanos();
    Optional<HeldLock> life = HeldLock.tryExclusive(folder.processLock());
    while (life.isEmpty() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(10);
      life = HeldLock.tryExclusive(folder.processLock());
    }
    return life;
  }

  private void run() throws IOException, InterruptedException {
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndJoin(main), "signal"));
    if (hasNoRoom()) {
      return;
    }
    LocalBroker broker = LocalBroker.start(LocalBrokerSettings.inFolder(folder.broker()));
    Worker worker = null;
    LocalGateway gateway = null;
    try {
      broker.failure().thenAccept(failure -> stopFor("The broker has failed", failure));
      worker = worker(broker);
      worker.start();
      gateway = new LocalGateway(folder, describe(broker), kafka(broker));
      broker.takeRoom();
      awaitStop(broker, worker, gateway);
      endsForRoom = !isForGood && new BrokerRoom(folder.path()).end().isPresent();
    } finally {
      if (!endsForRoom) {
        folder.forget();
      }
      if (gateway != null) {
        gateway.close(isForGood);
      }
      if (worker != null) {
        worker.close();
      }
      broker.close();
      if (endsForRoom && hasNoRoom()) {
        folder.forget();
      }
    }
  }

  /**
   * Runs before the broker opens its files: on a full disk that could damage them. Runs again after
   * an end for lack of room: if jobs had taken it, the description of this process stays as that of
   * one that has died, and the commands that wait start the next one.
   */
  private boolean hasNoRoom() throws InterruptedException {
    BrokerRoom room = new BrokerRoom(folder.path());
    if (room.shortage().isPresent()) {
      LOG.warn("Deleting what jobs have left: {}", room.shortage().get());
      clearLeftovers();
    }
    room.shortage().ifPresent(what -> LOG.error("The local process cannot start: {}", what));
    return room.shortage().isPresent();
  }

  /** No worker runs in that folder, since only this process may start one. */
  private void clearLeftovers() {
    try (WorkFolder work = WorkFolder.occupy(folder.work())) {
      work.clear();
    } catch (IOException e) {
      LOG.warn("Could not delete what jobs have left in {}", folder.work(), e);
    }
  }

  private Worker worker(LocalBroker broker) throws IOException {
    WorkerSettings settings =
        WorkerSettings.of("local-" + ProcessHandle.current().pid(), folder.work())
            .withTopics(TopicSettings.LOCAL)
            .withDrain(DRAIN);
    // Id and folder are not taken from the file, which a worker of a cluster may use too.
    Configuration file = new ConfigurationFile(System.getenv()).read().ofLocalDefault();
    return new Worker(kafka(broker).with(Signatures.needless()), file.over(settings));
  }

  private static KafkaSettings kafka(LocalBroker broker) {
    return new KafkaSettings(broker.clientProperties(), Topics.DEFAULT);
  }

  private LocalProcess describe(LocalBroker broker) throws IOException {
    long pid = ProcessHandle.current().pid();
    LocalProcess process = new LocalProcess(pid, broker.bootstrapServer(), build, Instant.now());
    folder.write(process);
    LOG.info("The local process is ready (pid {}, build {})", pid, build);
    return process;
  }

  private void awaitStop(LocalBroker broker, Worker worker, LocalGateway gateway)
      throws IOException, InterruptedException {
    while (!stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
      broker.takeRoom();
      gateway.look();
      if (isAtTheEndOfItsRoom(worker.running() > 0 ? CHECKS_WITH_JOBS : CHECKS)) {
        worker.skipDrain();
        return;
      }
      if (worker.running() == 0 && Files.exists(folder.restartRequest())) {
        LOG.info("A command of another build asks for a restart, and no job runs");
        return;
      }
      if (worker.liveJobs() > 0 || gateway.isInUse() || hasClient()) {
        idleSince = System.nanoTime();
      } else if (System.nanoTime() - idleSince > MAX_IDLE.toNanos()) {
        LOG.info("No job and no client for {}", MAX_IDLE);
        isForGood = true;
        return;
      }
    }
  }

  /**
   * True at the last of so many checks in a row: meanwhile the worker ends a job that is to blame.
   */
  private boolean isAtTheEndOfItsRoom(int checks) throws InterruptedException {
    Optional<String> end = new BrokerRoom(folder.path()).end();
    checksWithoutRoom = end.isPresent() ? checksWithoutRoom + 1 : 0;
    boolean isAtEnd = checksWithoutRoom >= checks;
    if (isAtEnd) {
      LOG.error(
          "The local process ends while the broker can still do so in order: {}. All jobs are kept;"
              + " make room, and any command starts it again.",
          end.orElseThrow());
    }
    return isAtEnd;
  }

  private boolean hasClient() throws IOException {
    Optional<HeldLock> clients = HeldLock.tryExclusive(folder.clientsLock());
    if (clients.isEmpty()) {
      return true;
    }
    clients.get().close();
    return false;
  }

  private void stopFor(String what, Throwable cause) {
    LOG.error(what, cause);
    stop.countDown();
  }

  /** The JVM exits when its shutdown hooks have ended, so this one waits for the orderly stop. */
  private void stopAndJoin(Thread main) {
    isForGood = true;
    stop.countDown();
    try {
      main.join(Duration.ofSeconds(70).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
