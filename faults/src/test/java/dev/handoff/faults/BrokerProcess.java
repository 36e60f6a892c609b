package dev.handoff.faults;

import dev.handoff.testkit.FreePorts;
import java.nio.file.Path;
import java.util.List;

/** A broker in a process of its own, at one address through all its lives. */
final class BrokerProcess implements Brokers, AutoCloseable {

  private final Path folder;
  private final int port;
  private JavaProcess process; // null while it is away

  private BrokerProcess(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  static BrokerProcess in(Path folder) {
    BrokerProcess broker = new BrokerProcess(folder, FreePorts.take());
    broker.start();
    return broker;
  }

  /** Returns when clients are served. */
  void start() {
    process =
        JavaProcess.start(
            List.of("-Xmx512m"), BrokerMain.class, List.of(folder.toString(), "" + port));
    process.run().awaitStdout(BrokerMain.READY, JavaProcess.DEADLINE);
  }

  void kill() {
    process.kill();
    close();
  }

  void stop() {
    process.terminate();
    close();
  }

  void freeze() {
    process.freeze();
  }

  void wake() {
    process.wake();
  }

  boolean isAlive() {
    return process.run().isAlive();
  }

  String stderr() {
    return process.run().stderr();
  }

  Path folder() {
    return folder;
  }

  @Override
  public Path clientProperties() {
    return folder.resolve(BrokerMain.CLIENT_PROPERTIES);
  }

  @Override
  public void close() {
    if (process != null) {
      process.close();
      process = null;
    }
  }
}
