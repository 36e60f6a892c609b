package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.broker.LocalBroker;
import dev.handoff.broker.LocalBrokerSettings;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.Topics;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The topics of the local default, in a new folder and in that of an earlier build. */
@ExtendWith(HandoffExtension.class)
class LocalTopicsProcessTest {

  private HandoffProcess handoff;

  @BeforeEach
  void aNewFolder(HandoffProcess process) {
    Path folder = process.home().resolve("repository");
    if (!Files.exists(folder)) {
      TestRepository.in(folder)
          .with("quick.yaml", "goal: Say so.\nchanges: optional\nrun: {command: [echo, done]}\n")
          .commit();
    }
    handoff = process.in(folder);
    handoff.stopLocal();
    ProcessRun.run(
        new ProcessBuilder("rm", "-rf", handoff.stateFolder().toString()), HandoffProcess.DEADLINE);
  }

  @Test
  void aNewFolderGetsFourPartitionsAndNeedsNoMore() throws Exception {
    handoff.startLocal();

    assertThat(partitions()).containsExactly(4, 4, 4);
    ProcessResult setup = handoff.run("setup", "--dry-run");
    assertThat(setup.exit()).as(setup.stdout()).isZero();
  }

  @Test
  void theFolderOfAnEarlierBuildGoesOnWithItsSixteenPartitions() throws Exception {
    createTopicsOfAnEarlierBuild();

    ProcessResult task = handoff.run("task", "quick.yaml", "quick.yaml", "quick.yaml");

    assertThat(task.exit()).as(task.stderr()).isZero();
    assertThat(partitions()).containsExactly(16, 16, 16);
  }

  private void createTopicsOfAnEarlierBuild() throws Exception {
    Path folder = Files.createDirectories(handoff.stateFolder().resolve("broker"));
    try (LocalBroker broker = LocalBroker.start(LocalBrokerSettings.inFolder(folder));
        Admin admin = new KafkaSettings(broker.clientProperties(), Topics.DEFAULT).admin()) {
      new TopicSetup(admin, Topics.DEFAULT, TopicSettings.DEFAULT)
          .ensure(Set.of("quick", "standard", "long"));
    }
  }

  /** Of status, artifacts and keys. */
  private List<Integer> partitions() throws Exception {
    Topics topics = Topics.DEFAULT;
    List<String> names = List.of(topics.status(), topics.artifacts(), topics.keys());
    try (Admin admin = handoff.kafka().admin()) {
      var described = admin.describeTopics(names).allTopicNames().get(30, TimeUnit.SECONDS);
      return names.stream().map(name -> described.get(name).partitions().size()).toList();
    }
  }
}
