package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobId;
import dev.handoff.producer.JobProducer;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What {@code docs/coming-from-codex-companion.md} says of a wait: when, where and how often it
 * begins changes neither its text nor its code.
 */
@ExtendWith(HandoffExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
class AwaitContractProcessTest {

  private static final Duration DEADLINE = HandoffProcess.DEADLINE;

  private TestRepository repository;
  private HandoffProcess handoff;
  private HandoffProcess elsewhere;

  /** The file that a job waits for is made in here; jobs see no other folder of the test's. */
  private Path gates;

  @BeforeAll
  void openTheGatesToJobs(HandoffProcess process) throws IOException {
    gates = Files.createDirectory(process.home().resolve("gates"));
    Path settings = Files.createDirectories(process.home().resolve("config").resolve("handoff"));
    Files.writeString(
        settings.resolve("worker.yaml"), "sandbox: {read: ['%s']}\n".formatted(gates));
    repository = TestRepository.in(process.home().resolve("repository")).with("file", "text\n");
    repository.commit();
    handoff = process.in(repository.path());
    elsewhere = process.in(Files.createDirectory(process.home().resolve("elsewhere")));
  }

  /** A job that runs until its gate is opened. */
  private record HeldJob(String id, Path gate) {

    void goOn() throws IOException {
      Files.createFile(gate);
    }
  }

  private HeldJob heldJob(int exit) {
    Path gate = gates.resolve("gate-" + System.nanoTime());
    String script = "until [ -e %s ]; do sleep 0.05; done; exit %d".formatted(gate, exit);
    ProcessResult task = handoff.run(task("--background", script));
    assertThat(task.exit()).as(task.stderr()).isZero();
    return new HeldJob(task.stdout().strip(), gate);
  }

  private static String[] task(String option, String script) {
    return words("task", option, "--changes", "optional", "Be awaited", "--", "sh", "-c", script);
  }

  @Test
  void aJobThatCompletesEndsEveryWaitWith0() throws Exception {
    HeldJob job = heldJob(0);

    assertThatEveryWaitTells(job, 0, "**Completed.**", job::goOn);
  }

  @Test
  void aJobThatFailsEndsEveryWaitWith1() throws Exception {
    HeldJob job = heldJob(7);

    assertThatEveryWaitTells(job, 1, "run_failed", job::goOn);
  }

  @Test
  void aJobThatIsCancelledEndsEveryWaitWith3() throws Exception {
    HeldJob job = heldJob(0);

    assertThatEveryWaitTells(
        job, 3, "cancelled", () -> assertThat(handoff.run("cancel", job.id()).exit()).isZero());
  }

  /** What ends a job. */
  private interface Blow {
    void fall() throws IOException;
  }

  /** Two that began while it ran, in two folders, and after its end one of them again. */
  private void assertThatEveryWaitTells(HeldJob job, int exit, String words, Blow blow)
      throws IOException {
    List<ProcessResult> answers = new ArrayList<>();
    try (ProcessRun here = handoff.start("await", job.id());
        ProcessRun there = elsewhere.start("await", job.id())) {
      here.awaitStderr("attempt 1", DEADLINE);
      there.awaitStderr("attempt 1", DEADLINE);
      blow.fall();
      answers.add(here.awaitExit(DEADLINE));
      answers.add(there.awaitExit(DEADLINE));
    }
    answers.addAll(
        elsewhere.runAtOnce(List.of(words("await", job.id()), words("result", job.id()))));
    String report = answers.get(0).stdout();
    assertThat(report).startsWith("# Be awaited\n").contains(job.id(), words);
    assertThat(answers)
        .allSatisfy(
            answer -> {
              assertThat(answer.exit()).as(answer.stderr()).isEqualTo(exit);
              assertThat(answer.stdout()).isEqualTo(report);
            });
  }

  @Test
  void aTaskInTheForegroundEndsWithTheVerdictAndAWaitThatBeginsAfterwardsTellsTheSame() {
    List<ProcessResult> tasks =
        handoff.runAtOnce(List.of(task("--quiet", "exit 0"), task("--quiet", "exit 7")));

    List<ProcessResult> waits =
        elsewhere.runAtOnce(
            tasks.stream().map(task -> words("await", HandoffProcess.acceptedJob(task))).toList());

    assertThat(tasks).extracting(ProcessResult::exit).containsExactly(0, 1);
    assertThat(waits).extracting(ProcessResult::exit).containsExactly(0, 1);
    assertThat(waits)
        .extracting(ProcessResult::stdout)
        .containsExactly(tasks.get(0).stdout(), tasks.get(1).stdout());
    assertThat(waits.get(0).stdout()).contains("**Completed.**");
    assertThat(waits.get(1).stdout()).contains("run_failed");
  }

  @Test
  void aWaitThatBeginsBeforeItsJobIsOnTheLogIsToldOfItsEnd() throws Exception {
    handoff.run("local", "start");
    try (JobProducer producer = new JobProducer(handoff.kafka(), "tester")) {
      JobId job = producer.newId();
      try (ProcessRun wait = handoff.start("await", job.text())) {
        ProcessResult look = handoff.run("await", job.text(), "--timeout", "0");
        assertThat(look.exit()).as(look.stderr()).isEqualTo(4);

        submit(producer, job, "");

        ProcessResult end = wait.awaitExit(DEADLINE);
        assertThat(end.exit()).as(end.stderr()).isZero();
        assertThat(end.stdout()).contains(job.text(), "**Completed.**");
      }
    }
  }

  private void submit(JobProducer producer, JobId job, String more) throws Exception {
    String brief =
        """
        goal: Be awaited
        scope: {repo: %s, ref: %s}
        changes: optional
        run: {command: 'true'}
        """
            .formatted(repository.path(), repository.git("rev-parse", "HEAD"));
    byte[] bytes = (brief + more).getBytes(StandardCharsets.UTF_8);
    producer.submit(job, new BriefReader().read(bytes)).get(60, TimeUnit.SECONDS);
  }

  @Test
  void aWaiterThatIsKilledAndStartedAgainIsToldOfTheEnd() throws Exception {
    HeldJob job = heldJob(0);
    try (ProcessRun killed = handoff.start("await", job.id())) {
      killed.awaitStderr("attempt 1", DEADLINE);
      killed.signal("KILL");
      assertThat(killed.awaitExit(DEADLINE).exit()).isEqualTo(137);
    }
    try (ProcessRun again = handoff.start("await", job.id())) {
      again.awaitStderr("attempt 1", DEADLINE);

      job.goOn();

      ProcessResult end = again.awaitExit(DEADLINE);
      assertThat(end.exit()).as(end.stderr()).isZero();
      assertThat(end.stdout()).contains(job.id(), "**Completed.**", "attempt 1");
    }
  }

  @Test
  void anIdleWaitUsesNextToNoProcessorTime() throws Exception {
    HeldJob job = heldJob(0);
    try (ProcessRun wait = handoff.start("await", job.id(), "--progress-every", "300ms")) {
      awaitLines(wait, 5); // the start of its JVM lies behind it
      Duration before = processorTime(wait);
      long begun = System.nanoTime();

      awaitLines(wait, 15);

      Duration watched = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(processorTime(wait).minus(before)).isLessThan(watched.dividedBy(10));
    }
    job.goOn();
  }

  private static void awaitLines(ProcessRun wait, int count) {
    Awaitility.await()
        .atMost(DEADLINE)
        .untilAsserted(() -> assertThat(wait.stderr().lines()).hasSizeGreaterThanOrEqualTo(count));
  }

  private static Duration processorTime(ProcessRun wait) {
    return ProcessHandle.of(wait.pid()).orElseThrow().info().totalCpuDuration().orElseThrow();
  }

  @Test
  void ofSeveralJobsTheWorstCodeIsTheAnswerWhateverTheirOrder() throws Exception {
    String[] hour = {"task", "--background", "--in", "1h", "Be awaited", "--", "true"};
    List<String> ids =
        accepted(
            List.of(task("--background", "exit 0"), task("--background", "exit 7"), hour, hour));
    String refused = refusedJob();
    handoff.runAtOnce(
        List.of(words("cancel", ids.get(2)), words("await", ids.get(0), ids.get(1), refused)));
    String unknown = JobId.next(Instant.now().minus(Duration.ofHours(1)), 1).text();
    List<String> worstFirst =
        List.of(ids.get(3), unknown, refused, ids.get(1), ids.get(2), ids.get(0));
    List<String[]> waits = new ArrayList<>();
    waits.add(look(worstFirst, "--bootstrap-server", "127.0.0.1:1"));
    for (int worst = 0; worst < worstFirst.size(); worst++) {
      List<String> jobs = new ArrayList<>(worstFirst.subList(worst, worstFirst.size()));
      Collections.rotate(jobs, worst + 1);
      waits.add(look(jobs));
    }

    List<ProcessResult> answers = elsewhere.runAtOnce(waits);

    assertThat(answers)
        .extracting(ProcessResult::exit)
        .as(answers.toString())
        .containsExactly(125, 124, 4, 5, 1, 3, 0);
  }

  private List<String> accepted(List<String[]> tasks) {
    return handoff.runAtOnce(tasks).stream()
        .map(
            task -> {
              assertThat(task.exit()).as(task.stderr()).isZero();
              return task.stdout().strip();
            })
        .toList();
  }

  /** The command would refuse it itself; another client does not know the worker's policy. */
  private String refusedJob() throws Exception {
    try (JobProducer producer = new JobProducer(handoff.kafka(), "tester")) {
      JobId job = producer.newId();
      submit(producer, job, "env: [NOT_PERMITTED]\n");
      return job.text();
    }
  }

  private static String[] look(List<String> jobs, String... options) {
    return Stream.of(List.of("await", "--timeout", "0"), jobs, List.of(options))
        .flatMap(List::stream)
        .toArray(String[]::new);
  }

  private static String[] words(String... words) {
    return words;
  }
}
