package dev.handoff.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobId;
import dev.handoff.log.KafkaSettings;
import dev.handoff.log.TopicSettings;
import dev.handoff.log.TopicSetup;
import dev.handoff.log.Topics;
import dev.handoff.producer.JobProducer;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.TestBroker;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look up the brief of a job: a real broker, and jobs that nobody runs. */
@ExtendWith(BrokerExtension.class)
class BriefOfJobBrokerTest {

  @TempDir Path folder;

  private TestBroker broker;
  private KafkaSettings kafka;
  private TestRepository repository;

  @BeforeEach
  void makeALane(TestBroker given) throws Exception {
    broker = given;
    kafka = new KafkaSettings(broker.clientProperties(), new Topics(broker.topicPrefix()));
    repository = TestRepository.in(folder.resolve("repository"));
    try (Admin admin = kafka.admin()) {
      new TopicSetup(admin, kafka.topics(), TopicSettings.DEFAULT).ensure(Set.of("standard"));
    }
  }

  private Brief brief() {
    String yaml =
        "title: Tidy up\ngoal: \"Tidy \\e[31m \\x9b up.\"\nrun: {command: 'echo a && sh \"work.sh\"'}\n"
            + "template: docs\nscope: {repo: \"%s\"}\n".formatted(repository.path());
    return new BriefReader().read(yaml.getBytes(UTF_8));
  }

  private JobId submit(Brief brief) throws Exception {
    try (JobProducer producer = new JobProducer(kafka, "ann")) {
      JobId job = producer.newId();
      producer.submit(job, brief).get();
      return job;
    }
  }

  private CommandRun run(String... words) throws Exception {
    Path login = folder.resolve("login.properties");
    Properties properties = new Properties();
    properties.putAll(broker.clientProperties());
    try (Writer writer = Files.newBufferedWriter(login)) {
      properties.store(writer, null);
    }
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--bootstrap-server", broker.bootstrapServer()));
    all.addAll(List.of("--topic-prefix", broker.topicPrefix()));
    all.addAll(List.of("--command-config", login.toString()));
    return CommandRun.of(all.toArray(String[]::new));
  }

  @Test
  void theBriefOfAJobIsShownAsABriefAgain() throws Exception {
    Brief brief = brief();
    JobId job = submit(brief);

    CommandRun yaml = run("brief", "show", job.text());
    CommandRun json = run("brief", "show", job.text(), "--json");

    assertThat(yaml.exit()).as(yaml.err()).isZero();
    assertThat(yaml.out())
        .startsWith("brief: 1\ntitle: Tidy up\n")
        .doesNotContain("\u001b", "\u009b");
    assertThat(new BriefReader().read(yaml.out().getBytes(UTF_8))).isEqualTo(brief);
    assertThat(json.out().lines()).hasSize(1);
    assertThat(json.out()).startsWith("{").doesNotContain("\u001b", "\u009b");
    assertThat(new BriefReader().read(json.out().getBytes(UTF_8))).isEqualTo(brief);
  }

  @Test
  void aJobThatWasNeverSubmittedIsUnknown() throws Exception {
    JobId job;
    try (JobProducer producer = new JobProducer(kafka, "ann")) {
      job = producer.newId();
    }

    CommandRun run = run("brief", "show", job.text());

    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void aNoteOnAJobIsShownWhenItsTemplateIsUsedAgain() throws Exception {
    JobId job = submit(brief());

    CommandRun note = run("note", job.text(), "say", "who reads it");
    CommandRun next =
        CommandRun.of(
            "brief",
            "new",
            "--template",
            "docs",
            repository.path().resolve("next.yaml").toString());

    assertThat(note.exit()).as(note.err()).isZero();
    assertThat(Path.of(note.out().strip())).content().contains(job.text(), "Tidy up");
    assertThat(next.err()).contains("(" + job + "): say who reads it");
  }

  @Test
  void aNoteWithoutTextIsAUsageError() throws Exception {
    CommandRun run = run("note", JobId.next(java.time.Instant.now(), 3).text(), " ");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains("TEXT must be");
  }
}
