package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.handoff.job.JobId;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.SmallDisk;
import dev.handoff.testkit.TestBroker;
import dev.handoff.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A worker without room takes no jobs and says so. */
@ExtendWith(BrokerExtension.class)
class FullDiskBrokerTest {

  @Test
  void workerWithoutRoomSaysSoAndTakesJobsWhenThereIsSomeAgain(
      TestBroker broker, @TempDir Path folder) throws Exception {
    Commands commands = Commands.on(broker, folder);
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("work"), 32)) {
      Path filling = disk.fill();
      try (Worker worker = commands.worker(Map.of("ten", context -> IntNode.valueOf(10)))) {
        awaitWorkers(commands, "takes no jobs: 0 MiB are free");
        JobId job = commands.submit("goal: Wait for room.\nrun: {handler: ten}\n");
        assertThat(commands.run("await", job.text(), "--timeout", "3s").exit()).isEqualTo(124);
        assertThat(worker.running()).isZero();

        Files.delete(filling);

        assertThat(commands.run("await", job.text(), "--timeout", "60s").exit()).isZero();
        disk.fill();
        awaitWorkers(commands, "takes no jobs");
      }
    }
  }

  private static void awaitWorkers(Commands commands, String words) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Commands.LOOK)
        .until(() -> commands.run("workers").stdout().contains(words));
  }
}
