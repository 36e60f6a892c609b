package dev.handoff.bench.process;

import dev.handoff.broker.LocalBroker;
import dev.handoff.broker.LocalBrokerSettings;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;

/**
 * The local broker as a separate process. Arguments: its folder, and the file for clients'
 * settings.
 */
final class BrokerMain {

  private BrokerMain() {}

  public static void main(String[] arguments) throws Exception {
    JavaProcess.endWithParent();
    LocalBroker broker = LocalBroker.start(LocalBrokerSettings.inFolder(Path.of(arguments[0])));
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
    Properties properties = new Properties();
    properties.putAll(broker.clientProperties());
    try (Writer writer = Files.newBufferedWriter(Path.of(arguments[1]))) {
      properties.store(writer, null);
    }
    System.out.println(JavaProcess.READY);
    new CountDownLatch(1).await();
  }
}
