package dev.handoff.broker;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real single-node Kafka broker and controller in this JVM, on 127.0.0.1 only and with a password
 * on both listeners.
 *
 * <p>Kafka faults are logged and told by {@link #failure()}. Only in two cases that are left does
 * Kafka end the JVM itself: its data folder can no longer be read or written, or one of its threads
 * ends with FatalExitError.
 */
public final class LocalBroker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LocalBroker.class);

  private final String bootstrapServer;
  private final Map<String, String> clientProperties;
  private final KafkaNode node;
  private final FolderLock lock;
  private final Faults faults;
  private final IndexRoom indexes;
  private boolean closed; // guarded by this

  private LocalBroker(
      LocalBrokerSettings settings, Ports ports, KafkaNode node, FolderLock lock, Faults faults) {
    this.bootstrapServer = "127.0.0.1:" + ports.client();
    this.clientProperties = settings.credentials().clientProperties(bootstrapServer);
    this.node = node;
    this.lock = lock;
    this.faults = faults;
    this.indexes = new IndexRoom(Storage.in(settings.folder()));
  }

  /**
   * Starts a broker on the folder's data, or on new data if it has none; returns when clients are
   * served. If it fails, nothing is left open.
   *
   * @throws LocalBrokerException if the folder or a demanded port is in use, or Kafka does not
   *     start
   */
  public static LocalBroker start(LocalBrokerSettings settings) {
    silenceLog4j();
    try {
      Files.createDirectories(settings.folder());
      FolderLock lock = new FolderLock(settings.folder());
      try {
        return start(settings, lock);
      } catch (Throwable e) {
        lock.close();
        throw e;
      }
    } catch (IOException e) {
      throw new LocalBrokerException(
          "The local broker did not start: its folder " + settings.folder() + " cannot be used", e);
    }
  }

  private static LocalBroker start(LocalBrokerSettings settings, FolderLock lock)
      throws IOException {
    try (LoopbackSockets sockets =
        new LoopbackSockets(settings, Ports.usedLastIn(settings.folder()))) {
      Map<String, String> properties =
          ServerProperties.of(settings, sockets.ports(), Storage.formatted(settings.folder()));
      Faults faults = new Faults();
      KafkaNode node = new KafkaNode(properties, sockets, faults);
      try {
        node.start();
        sockets.ports().saveIn(settings.folder());
      } catch (Throwable e) {
        node.stop();
        throw e;
      }
      LOG.info(
          "Local broker at 127.0.0.1:{}, data in {}", sockets.ports().client(), settings.folder());
      return new LocalBroker(settings, sockets.ports(), node, lock, faults);
    } catch (LocalBrokerException | IOException e) {
      throw e;
    } catch (Exception e) { // Kafka's Scala code throws checked exceptions that it does not declare
      throw new LocalBrokerException(
          "The local broker on "
              + settings.folder()
              + " did not start and was stopped again. Its records are kept. Cause: "
              + e.getMessage(),
          e);
    }
  }

  /** The address for clients, as host:port. */
  public String bootstrapServer() {
    return bootstrapServer;
  }

  /** Everything a Kafka client needs to connect: address, protocol and credentials. */
  public Map<String, String> clientProperties() {
    return clientProperties;
  }

  /**
   * Completes, with the cause, if Kafka meets a fault after which it no longer serves; whoever owns
   * this process should then close the broker and end or start it again. Never completes otherwise.
   */
  public CompletionStage<Throwable> failure() {
    return faults.firstFatal().minimalCompletionStage();
  }

  /**
   * Takes room on the disk for the indexes that Kafka has made since the last call, so that a full
   * disk ends this broker before it harms its data. To be called again and again, by one thread,
   * until it closes this broker; does next to nothing if there is none.
   */
  public void takeRoom() throws InterruptedException {
    indexes.take();
  }

  /**
   * Stops cleanly, within about half a minute at worst; what was acknowledged is on disk. Harmless
   * twice.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    node.stop();
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn(
          "The lock of the local broker's folder was not released before this process ends", e);
    }
  }

  /**
   * Kafka asks log4j-api for levels; without this, log4j prints that it found no back-end, which is
   * on purpose.
   */
  private static void silenceLog4j() {
    if (System.getProperty("log4j2.StatusLogger.level") == null) {
      System.setProperty("log4j2.StatusLogger.level", "OFF");
    }
  }
}
