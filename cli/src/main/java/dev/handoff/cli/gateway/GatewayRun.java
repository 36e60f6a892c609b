package dev.handoff.cli.gateway;

import dev.handoff.brief.policy.Policy;
import dev.handoff.cli.await.Interrupts;
import dev.handoff.cli.console.CommandException;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.options.ConnectionOptions;
import dev.handoff.cli.server.GatewayServer;
import dev.handoff.gateway.GatewaySettings;
import dev.handoff.gateway.access.GatewayAddress;
import dev.handoff.log.KafkaSettings;
import dev.handoff.worker.configuration.ConfigurationFile;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A gateway in this process, until it is stopped. */
final class GatewayRun {

  private final ConnectionOptions connection;
  private final KafkaSettings kafka;

  GatewayRun(ConnectionOptions connection, KafkaSettings kafka) {
    this.connection = connection;
    this.kafka = kafka;
  }

  /**
   * Serves, and returns the exit code.
   *
   * @param isAnyPort whether another port will do if that of the settings is taken
   * @param onStart receives the address with the port that was found
   * @throws IOException if the address cannot be bound
   */
  int serve(GatewaySettings settings, boolean isAnyPort, Consumer<GatewayAddress> onStart)
      throws IOException, InterruptedException {
    CountDownLatch stop = new CountDownLatch(1);
    AtomicReference<@Nullable String> why = new AtomicReference<>();
    Interrupts.onStop(stop::countDown, () -> {});
    connection.keepRunning(
        stopped -> {
          why.set(stopped);
          stop.countDown();
        });
    try (GatewayServer server =
        isAnyPort
            ? GatewayServer.atThatOrAnyPort(kafka, settings, policy())
            : new GatewayServer(kafka, settings, policy())) {
      onStart.accept(server.address());
      stop.await();
    }
    if (why.get() != null) {
      throw new CommandException(ExitCode.UNAVAILABLE, "the gateway has stopped: " + why.get());
    }
    return ExitCode.COMPLETED;
  }

  /** As a command of this user would apply it. */
  private Policy policy() throws IOException {
    ConfigurationFile files = new ConfigurationFile(System.getenv());
    return connection.isLocal() ? files.read().policy().ofLocalDefault() : files.submitterPolicy();
  }
}
