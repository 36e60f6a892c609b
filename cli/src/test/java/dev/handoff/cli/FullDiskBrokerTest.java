package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.handoff.job.JobId;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.SmallDisk;
import dev.handoff.testkit.TestBroker;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.Worker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A worker with a full disk takes no jobs and reports it. */
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
        assertThat(commands.run("status", job.text()).stdout())
            .contains("1 worker serves lane", ", and takes no jobs: 0 MiB are free");

        Files.delete(filling);

        assertThat(commands.run("await", job.text(), "--timeout", "60s").exit()).isZero();
        disk.fill();
        awaitWorkers(commands, "takes no jobs");
      }
    }
  }

  @Test
  @Tag("faults")
  void jobThatFillsTheDiskEndsForThatReasonAndTheWorkerGoesOn(
      TestBroker broker, @TempDir Path folder) throws Exception {
    Commands commands = Commands.on(broker, folder);
    TestRepository repository = TestRepository.in(folder.resolve("repository")).with("a", "a\n");
    repository.commit();
    String scope = "changes: optional\nscope: {repo: %s}\n".formatted(repository.path());
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("work"), 64);
        Worker worker = commands.worker(Map.of())) {
      JobId full =
          commands.submit(
              "goal: Fill the disk.\nrun: {command: 'cat /dev/zero > $TMPDIR/all; sleep 600.5'}\n"
                  + scope);

      ProcessResult end = commands.run("await", full.text(), "--timeout", "90s");

      assertThat(end.exit()).as(end.stderr()).isEqualTo(1);
      assertThat(end.stdout()).contains("Failed: disk_full", "since the job filled the disk: ");
      JobId next = commands.submit("goal: Go on.\nrun: {command: 'true'}\n" + scope);
      assertThat(commands.run("await", next.text(), "--timeout", "60s").exit()).isZero();
      assertThat(Files.getFileStore(disk.folder()).getUsableSpace()).isGreaterThan(60L << 20);
      assertThat(worker.notice()).isEmpty();
    }
  }

  private static void awaitWorkers(Commands commands, String words) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Commands.LOOK)
        .until(() -> commands.run("workers").stdout().contains(words));
  }
}
