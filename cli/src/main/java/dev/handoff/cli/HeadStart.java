package dev.handoff.cli;

import dev.handoff.json.Json;
import java.lang.management.ManagementFactory;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Begins what every command that asks a broker needs, while its arguments are still being read:
 * most of a short command's life is the making of things that do not wait for each other, and a
 * second core is there. Changes nothing but when they are made.
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
    ManagementFactory.getPlatformMBeanServer(); // where each Kafka client registers itself
  }
}
