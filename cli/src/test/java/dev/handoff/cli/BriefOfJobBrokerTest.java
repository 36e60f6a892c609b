package dev.handoff.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobId;
import dev.handoff.producer.JobProducer;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestBroker;
import dev.handoff.testkit.TestRepository;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands that look up the brief of a job, with a real broker and no worker. */
@ExtendWith(BrokerExtension.class)
class BriefOfJobBrokerTest {

  @TempDir Path folder;

  private Commands handoff;
  private TestRepository repository;

  @BeforeEach
  void makeALane(TestBroker broker) throws Exception {
    handoff = Commands.on(broker, folder);
    repository = TestRepository.in(folder.resolve("repository"));
  }

  private Brief brief() {
    String yaml =
        "title: Tidy up\ngoal: \"Tidy \\e[31m \\x9b up.\"\nrun: {command: 'echo a && sh \"work.sh\"'}\n"
            + "template: docs\nscope: {repo: \"%s\"}\n".formatted(repository.path());
    return new BriefReader().read(yaml.getBytes(UTF_8));
  }

  private JobId submit(Brief brief) throws Exception {
    try (JobProducer producer = new JobProducer(handoff.kafka(), "ann")) {
      JobId job = producer.newId();
      producer.submit(job, brief).get();
      return job;
    }
  }

  @Test
  void theBriefOfAJobIsShownAsABriefAgain() throws Exception {
    Brief brief = brief();
    JobId job = submit(brief);

    ProcessResult yaml = handoff.run("brief", "show", job.text());
    ProcessResult json = handoff.run("brief", "show", job.text(), "--json");

    assertThat(yaml.exit()).as(yaml.stderr()).isZero();
    assertThat(yaml.stdout())
        .startsWith("brief: 1\ntitle: Tidy up\n")
        .doesNotContain("\u001b", "\u009b");
    assertThat(new BriefReader().read(yaml.stdout().getBytes(UTF_8))).isEqualTo(brief);
    assertThat(json.stdout().lines()).hasSize(1);
    assertThat(json.stdout()).startsWith("{").doesNotContain("\u001b", "\u009b");
    assertThat(new BriefReader().read(json.stdout().getBytes(UTF_8))).isEqualTo(brief);
  }

  @Test
  void aJobThatWasNeverSubmittedIsUnknown() throws Exception {
    JobId job;
    try (JobProducer producer = new JobProducer(handoff.kafka(), "ann")) {
      job = producer.newId();
    }

    ProcessResult run = handoff.run("brief", "show", job.text());

    assertThat(run.exit()).isEqualTo(4);
    assertThat(run.stdout()).isEmpty();
  }

  @Test
  void aNoteOnAJobIsShownWhenItsTemplateIsUsedAgain() throws Exception {
    JobId job = submit(brief());

    ProcessResult note = handoff.run("note", job.text(), "say", "who reads it");
    ProcessResult next =
        CommandRun.of(
            "brief",
            "new",
            "--template",
            "docs",
            repository.path().resolve("next.yaml").toString());

    assertThat(note.exit()).as(note.stderr()).isZero();
    assertThat(Path.of(note.stdout().strip())).content().contains(job.text(), "Tidy up");
    assertThat(next.stderr()).contains("(" + job + "): say who reads it");
  }

  @Test
  void aNoteWithoutTextIsAUsageError() throws Exception {
    ProcessResult run = handoff.run("note", JobId.next(Instant.now(), 3).text(), " ");

    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.stderr()).contains("TEXT must be");
  }
}
