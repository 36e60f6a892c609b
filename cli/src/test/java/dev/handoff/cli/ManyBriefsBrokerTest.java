package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.log.Topics;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Many briefs in one call, in a lane whose topic takes no large ones. */
@ExtendWith(BrokerExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class ManyBriefsBrokerTest {

  private static final String SMALL = "goal: Give %d.\nrun: {handler: one}\n";
  private static final String LARGE = "goal: Too much.\nrun: {handler: one, with: {text: %s}}\n";

  private final Commands commands;

  ManyBriefsBrokerTest(TestBroker broker, @TempDir Path folder) throws Exception {
    Map<String, String> configs =
        Map.of(
            "max.message.bytes", "20000",
            "cleanup.policy", "delete",
            "retention.ms", String.valueOf(Duration.ofDays(7).toMillis()),
            "message.timestamp.after.max.ms", String.valueOf(Duration.ofMinutes(1).toMillis()),
            "message.timestamp.before.max.ms", String.valueOf(Duration.ofDays(2).toMillis()));
    String lane = new Topics(broker.topicPrefix()).tasks("standard");
    try (Admin admin = Admin.create(Map.<String, Object>copyOf(broker.clientProperties()))) {
      admin.createTopics(List.of(new NewTopic(lane, 1, (short) 1).configs(configs))).all().get();
    }
    commands = Commands.on(broker, folder);
  }

  @Test
  void moreThanAreSubmittedAtOnceAreAcceptedInTheirOrder() {
    ProcessResult task = submit(130, -1);

    assertThat(task.exit()).as(task.stderr()).isZero();
    List<String> jobs = task.stdout().lines().toList();
    assertThat(jobs).hasSize(130).doesNotHaveDuplicates();
    assertThat(commands.run("status", jobs.get(0)).stdout()).contains("Give 0.");
    assertThat(commands.run("status", jobs.get(120)).stdout()).contains("Give 120.");
  }

  @Test
  void oneThatItsLaneRefusesIsNamedAndThoseBesideItAreAccepted() {
    ProcessResult task = submit(3, 1);

    assertThat(task.exit()).as(task.stderr()).isEqualTo(5);
    List<String> jobs = task.stdout().lines().toList();
    assertThat(jobs).hasSize(2);
    assertThat(commands.run("status", jobs.get(1)).stdout()).contains("Give 2.");
    assertThat(task.stderr())
        .contains(
            "handoff: Too much.",
            ": nothing was submitted: the broker at ",
            "Accepted jobs go on. Wait for their ends with: handoff await "
                + jobs.get(0)
                + " "
                + jobs.get(1))
        .doesNotContain("unknown", "Exception");
  }

  @Test
  void behindOneThatIsRefusedNoFurtherOnesAreBegun() {
    ProcessResult task = submit(130, 3);

    assertThat(task.exit()).as(task.stderr()).isEqualTo(5);
    assertThat(task.stdout().lines().count()).isBetween(3L, 103L);
  }

  @Test
  void allBeforeOneThatIsRefusedInTheMiddleAreAcceptedAndTheNewestIsTheLast() {
    ProcessResult task = submit(250, 125);

    assertThat(task.exit()).as(task.stderr()).isEqualTo(5);
    List<String> jobs = task.stdout().lines().toList();
    assertThat(jobs).hasSizeBetween(125, 224).doesNotHaveDuplicates();
    assertThat(commands.run("status", jobs.get(124)).stdout()).contains("Give 124.");
    assertThat(task.stderr()).contains(String.join(" ", jobs));
    String newest = jobs.stream().max(Comparator.naturalOrder()).orElseThrow();
    assertThat(commands.run("status", "--last").stdout()).contains(newest);
  }

  private ProcessResult submit(int count, int large) {
    List<String> words = new ArrayList<>(List.of("task", "--background"));
    for (int i = 0; i < count; i++) {
      words.add(
          commands.write(i == large ? LARGE.formatted("x".repeat(25_000)) : SMALL.formatted(i)));
    }
    return commands.run(words.toArray(String[]::new));
  }
}
