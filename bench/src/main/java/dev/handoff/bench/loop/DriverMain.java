package dev.handoff.bench.loop;

import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.JavaProcess;
import dev.handoff.log.KafkaSettings;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Sends rounds of work in a fresh JVM, so that the first round is cold, and prints the seconds that
 * each took. Arguments: side, clients' settings, prefix, how many a round, rounds.
 */
public final class DriverMain {

  public static final String ROUND = "round";

  private DriverMain() {}

  public static void main(String[] arguments) throws Exception {
    JavaProcess.endWithParent();
    Side side = Side.valueOf(arguments[0]);
    KafkaSettings kafka = BrokerProcess.kafka(Path.of(arguments[1]), arguments[2]);
    int jobs = Integer.parseInt(arguments[3]);
    int rounds = Integer.parseInt(arguments[4]);
    try (Loop loop = side.open(kafka)) {
      loop.send().get(); // what is measured is no connecting
      for (int round = 0; round < rounds; round++) {
        System.out.println(ROUND + " " + seconds(loop, jobs));
      }
      new CountDownLatch(1).await(); // until it is ended: what it has used is looked at first
    }
  }

  private static double seconds(Loop loop, int jobs) {
    CompletableFuture<?>[] ends = new CompletableFuture<?>[jobs];
    long start = System.nanoTime();
    for (int job = 0; job < jobs; job++) {
      ends[job] = loop.send();
    }
    CompletableFuture.allOf(ends).join();
    return (System.nanoTime() - start) / 1e9;
  }
}
