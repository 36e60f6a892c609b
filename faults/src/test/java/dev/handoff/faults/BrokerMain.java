package dev.handoff.faults;

import dev.handoff.broker.LocalBroker;
import dev.handoff.broker.LocalBrokerSettings;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;

/** A broker as a process of its own, which can be frozen and killed as no thread can. */
final class BrokerMain {

  static final String READY = "broker ready at ";
  static final String CLIENT_PROPERTIES = "client.properties";

  private BrokerMain() {}

  /**
   * @param arguments the folder of its data, and the port of its first start (0: any)
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    LocalBrokerSettings settings =
        LocalBrokerSettings.inFolder(folder)
            .withPorts(Integer.parseInt(arguments[1]), 0)
            // A frozen worker's unclaimed record is another's after ten seconds and not thirty.
            .withOverrides(
                Map.of(
                    "group.share.min.record.lock.duration.ms", "1000",
                    "group.share.record.lock.duration.ms", "10000"));
    LocalBroker broker = LocalBroker.start(settings);
    Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
    Properties properties = new Properties();
    properties.putAll(broker.clientProperties());
    Path draft = folder.resolve(CLIENT_PROPERTIES + ".new");
    try (Writer writer = Files.newBufferedWriter(draft)) {
      properties.store(writer, null);
    }
    Files.move(draft, folder.resolve(CLIENT_PROPERTIES), StandardCopyOption.REPLACE_EXISTING);
    System.out.println(READY + broker.bootstrapServer());
    new CountDownLatch(1).await();
  }
}
