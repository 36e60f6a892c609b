package dev.handoff.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief;
import dev.handoff.brief.BriefReader;
import dev.handoff.brief.policy.Policy;
import dev.handoff.carry.CarriedPack;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.job.Waiting;
import dev.handoff.cli.source.PinnedSource;
import dev.handoff.cli.source.SourcePin;
import dev.handoff.cli.source.StoredBundle;
import dev.handoff.job.JobId;
import dev.handoff.producer.JobProducer;
import dev.handoff.producer.SubmitOptions;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestBroker;
import dev.handoff.testkit.TestRepository;
import dev.handoff.worker.Worker;
import dev.handoff.worker.WorkerSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Carries files that git does not track from a working tree to a job, but into no result. */
@Tag("faults")
@ExtendWith(BrokerExtension.class)
class CarryBrokerTest {

  private static final String SECRET = "c4rried-Secret+42";

  @TempDir Path folder;
  private Commands commands;
  private TestRepository repository;

  @BeforeEach
  void begin(TestBroker broker) throws Exception {
    commands = Commands.on(broker, folder);
    repository = TestRepository.in(folder.resolve("repository")).with("page.txt", "old\n");
    repository.commit();
    repository.with(".env", "DB_PASSWORD=" + SECRET + "\n");
  }

  private String yaml() {
    return """
        goal: The page is new.
        scope: {repo: '%s', include: [page.txt], carry: [.env]}
        run: {command: '. ./.env && echo got $DB_PASSWORD && echo new > page.txt && echo X=1 >> .env'}
        checks: [{name: the file is there, run: 'grep DB_PASSWORD .env && ! grep X .env'}]
        artifacts: ['**', .env]
        """
        .formatted(repository.path());
  }

  /** Submits with a policy that permits it. */
  private JobId submitted(PinnedSource source) throws Exception {
    try (source;
        JobProducer producer = new JobProducer(commands.kafka(), "ann")) {
      SubmitOptions options =
          SubmitOptions.NONE.withBundle(source.bundle()).withCarried(source.carried());
      return producer.submit(producer.newId(), source.brief(), options).get(60, TimeUnit.SECONDS);
    }
  }

  private PinnedSource pinned() {
    Brief brief = new BriefReader().read(yaml().getBytes(UTF_8));
    return new SourcePin(new PrintWriter(new StringWriter()), new SourcePin.Reach(false, false))
        .pin(brief, folder);
  }

  private Worker worker(Policy policy) throws InterruptedException {
    WorkerSettings settings =
        WorkerSettings.of("worker-1", folder.resolve("work"))
            .withTopics(Commands.TOPICS)
            .withLanes(Map.of("standard", 1))
            .withDrain(Duration.ZERO);
    Worker worker =
        new Worker(commands.kafka(), settings.withAttempts(settings.attempts().withPolicy(policy)));
    worker.start();
    return worker;
  }

  private ProcessResult await(JobId job) {
    return commands.run("await", job.text(), "--timeout", "120s");
  }

  private String output(JobId job, String name) throws IOException {
    Path file = folder.resolve(job + "." + name);
    commands.run("result", job.text(), "--output", name, "--to", file.toString());
    return Files.readString(file);
  }

  private void assertCompleted(JobId job) throws IOException {
    ProcessResult end = await(job);
    ProcessResult json = commands.run("await", job.text(), "--json");

    assertThat(end.exit()).as(end.toString()).isZero();
    assertThat(output(job, "log")).contains("got ***").doesNotContain(SECRET);
    assertThat(output(job, "patch")).contains("page.txt").doesNotContain(".env", SECRET);
    assertThat(json.stdout()).contains("artifacts/page.txt").doesNotContain("/.env");
    assertThat(end.stdout() + json.stdout()).doesNotContain(SECRET);
  }

  @Test
  void aJobAndItsRetryFindTheFileAndNoResultHasIt() throws Exception {
    JobId job = submitted(pinned());
    Files.delete(repository.path().resolve(".env"));
    Worker worker = worker(Policy.DEFAULT.withCarry(true));
    try {
      assertCompleted(job);
      ProcessResult shown = commands.run("brief", "show", job.text());
      assertThat(shown.stdout()).contains("carry").doesNotContain("sources", SECRET);

      Brief stored;
      try (Waiting waiting = new Waiting(commands.kafka())) {
        stored = waiting.look(job, Duration.ofSeconds(30)).state().submitted().brief();
      }
      PinnedSource again = new StoredBundle(commands.kafka(), job).withBundle(stored);
      assertThat(CarriedPack.read(Files.newInputStream(again.carried()))).hasSize(1);
      JobId retry = submitted(again);
      assertCompleted(retry);
      Commands.awaitIdle(worker);
    } finally {
      worker.close();
    }
  }

  @Test
  void aWorkerOfAClusterRefusesThemUnlessItsPolicySaysOtherwise() throws Exception {
    JobId job = submitted(pinned());
    try (Worker worker = worker(Policy.DEFAULT)) {
      ProcessResult end = await(job);

      assertThat(end.exit()).as(end.toString()).isEqualTo(ExitCode.REFUSED);
      assertThat(end.stdout() + end.stderr())
          .contains("policy_refused", "policy: {carry: true}", "nothing of it was run");
      Commands.awaitIdle(worker);
    }
  }

  @Test
  void aSubmitToAClusterSendsNoneUnlessTheSubmittersOwnPolicySaysSo() throws Exception {
    ProcessResult task = commands.run("task", "--background", commands.write(yaml()));

    assertThat(task.exit()).as(task.toString()).isEqualTo(ExitCode.REFUSED);
    assertThat(task.stderr())
        .contains("policy: {carry: true}", "policy.yaml", "nothing was submitted");
  }
}
