package dev.handoff.bench.loop;

import dev.handoff.bench.process.BrokerProcess;
import dev.handoff.bench.process.JavaProcess;
import dev.handoff.log.KafkaSettings;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/**
 * Sends rounds of work in a fresh JVM, so that the first round is cold, and prints the seconds of
 * each. Arguments: side, clients' settings, prefix, jobs per round, rounds.
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
      loop.send().get(); // connects, which is not measured
      for (int round = 0; round < rounds; round++) {
        System.out.println(ROUND + " " + seconds(loop, jobs));
      }
      new CountDownLatch(1).await(); // until it is killed, after its resource use has been read
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
