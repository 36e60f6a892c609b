package dev.handoff.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker whose process is killed, as by kill -9; it therefore runs in a JVM of its own. */
class CrashTest {
  @TempDir private Path parent;

  @Test
  void keepsAcknowledgedRecordsAndItsAddressWhenItsProcessIsKilled() throws Exception {
    Path folder = parent.resolve("broker");
    Process process = startProcess(folder);
    Map<String, String> client;
    try {
      client = clientOf(process, folder);
      Traffic.createTopic(client);
      Traffic.produce(client, "before");
    } finally {
      process.destroyForcibly().waitFor();
    }

    try (LocalBroker broker = LocalBroker.start(LocalBrokerSettings.inFolder(folder))) {
      assertThat(broker.clientProperties()).isEqualTo(client);
      Traffic.produce(client, "after");
      assertThat(Traffic.consume(client)).containsExactly("before", "after");
    }
  }

  private Process startProcess(Path folder) throws Exception {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            StartAndStay.class.getName(),
            folder.toString())
        .redirectOutput(parent.resolve("output").toFile())
        .redirectErrorStream(true)
        .start();
  }

  private Map<String, String> clientOf(Process process, Path folder) throws Exception {
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                !process.isAlive() || Files.readString(parent.resolve("output")).contains("ready"));
    assertThat(process.isAlive()).as(Files.readString(parent.resolve("output"))).isTrue();
    return LocalBrokerSettings.inFolder(folder)
        .credentials()
        .clientProperties("127.0.0.1:" + Ports.usedLastIn(folder).client());
  }

  static final class StartAndStay {
    private StartAndStay() {}

    public static void main(String[] arguments) throws InterruptedException {
      LocalBroker.start(LocalBrokerSettings.inFolder(Path.of(arguments[0])));
      System.out.println("ready");
      new CountDownLatch(1).await();
    }
  }
}
