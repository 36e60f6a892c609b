package dev.handoff.cli;

import dev.handoff.json.Json;
import java.lang.management.ManagementFactory;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Loads what every command with a broker needs on a second thread, while the arguments are still
 * being parsed. Loading takes most of the time of a short command. This changes only when it
 * happens.
 */
final class HeadStart {

  private static final Set<String> ASKS_NO_BROKER =
      Set.of("brief", "help", "completion", "skill", "local");

  private HeadStart() {}

  static void give(String[] args) {
    if (args.length < 2 || ASKS_NO_BROKER.contains(args[0])) {
      return;
    }
    Thread thread = new Thread(HeadStart::run, "head-start");
    thread.setDaemon(true);
    thread.start();
  }

  private static void run() {
    Json.tolerant();
    ConsumerConfig.configNames();
    ManagementFactory.getPlatformMBeanServer(); // each Kafka client registers itself there
  }
}
