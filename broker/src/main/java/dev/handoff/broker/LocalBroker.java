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
 * <p>Kafka faults are logged and reported by {@link #failure()}. Kafka itself ends the JVM in only
 * two cases: its data folder can no longer be read or written, or one of its threads ends with
 * FatalExitError.
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
   * Starts a broker on the folder's data, or on new data if there is none. Returns when it serves
   * clients. If it fails, nothing is left open.
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
   * Completes with the cause if a fault stops Kafka from serving. The owner of this process should
   * then close the broker and end or restart it. Never completes otherwise.
   */
  public CompletionStage<Throwable> failure() {
    return faults.firstFatal().minimalCompletionStage();
  }

  /**
   * Reserves disk space for the indexes that Kafka has created since the last call, so that a full
   * disk ends this broker before it harms the data. One thread calls it regularly until it closes
   * this broker; a call without new indexes is cheap.
   */
  public void takeRoom() throws InterruptedException {
    indexes.take();
  }

  /**
   * Stops cleanly, within about half a minute at worst; acknowledged records are on disk. May be
   * called twice.
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
   * Kafka asks log4j-api for levels. Without this, log4j would print that it has no back-end, which
   * is intended.
   */
  private static void silenceLog4j() {
    if (System.getProperty("log4j2.StatusLogger.level") == null) {
      System.setProperty("log4j2.StatusLogger.level", "OFF");
    }
  }
}
