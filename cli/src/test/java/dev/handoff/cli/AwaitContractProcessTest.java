package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.BriefReader;
import dev.handoff.job.JobId;
import dev.handoff.producer.JobProducer;
import dev.handoff.producer.SubmitOptions;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestRepository;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests what {@code docs/coming-from-codex-companion.md} promises for a wait: its text and exit
 * code do not depend on when, where and how often it begins.
 */
@ExtendWith(SharedHandoffExtension.class)
@TestInstance(Lifecycle.PER_CLASS)
@Order(3)
class AwaitContractProcessTest {

  private static final Duration DEADLINE = HandoffProcess.DEADLINE;

  private TestRepository repository;
  private HandoffProcess handoff;
  private HandoffProcess elsewhere;
  private Commands looks;
  private JobProducer producer;

  /** Contains the file that a job waits for; jobs see no other folder of the test. */
  private Path gates;

  @BeforeAll
  void makeRepository(HandoffProcess process, @TempDir Path folder) throws IOException {
    gates = SharedHandoffExtension.gates(process);
    repository = TestRepository.in(folder.resolve("repository")).with("file", "text\n");
    repository.commit();
    handoff = process.in(repository.path());
    elsewhere = process.in(Files.createDirectory(folder.resolve("elsewhere")));
    looks = handoff.inThisJvm();
    producer = new JobProducer(looks.kafka(), "tester");
  }

  @AfterAll
  void close() {
    producer.close();
  }

  /** A job that runs until its gate is opened. */
  private record HeldJob(String id, Path gate) {

    void goOn() throws IOException {
      Files.createFile(gate);
    }
  }

  private HeldJob heldJob(int exit) throws Exception {
    Path gate = gates.resolve("gate-" + System.nanoTime());
    return new HeldJob(
        submit("until [ -e %s ]; do sleep 0.05; done; exit %d".formatted(gate, exit)), gate);
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
        job, 3, "cancelled", () -> assertThat(looks.run("cancel", job.id()).exit()).isZero());
  }

  /** Ways in which a job ends. */
  private interface Blow {
    void fall() throws IOException;
  }

  /**
   * Two waits that began while it ran, one of them a process in another folder, and two after its
   * end.
   */
  private void assertThatEveryWaitTells(HeldJob job, int exit, String words, Blow blow)
      throws Exception {
    List<ProcessResult> answers = new ArrayList<>();
    RunningCommand here = looks.start("await", job.id());
    try (ProcessRun there = elsewhere.start("await", job.id())) {
      there.awaitStderr("attempt 1", DEADLINE);
      here.awaitStderr("attempt 1");
      blow.fall();
      answers.add(there.awaitExit(DEADLINE));
      answers.add(here.awaitExit());
    }
    answers.add(looks.run("await", job.id()));
    answers.add(looks.run("result", job.id()));
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
        tasks.stream().map(task -> looks.run("await", HandoffProcess.acceptedJob(task))).toList();

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
    JobId job = producer.newId();
    try (ProcessRun wait = handoff.start("await", job.text())) {
      ProcessResult look = looks.run("await", job.text(), "--timeout", "0");
      assertThat(look.exit()).as(look.stderr()).isEqualTo(4);

      submit(job, "run: {command: 'true'}\n", SubmitOptions.NONE);

      ProcessResult end = wait.awaitExit(DEADLINE);
      assertThat(end.exit()).as(end.stderr()).isZero();
      assertThat(end.stdout()).contains(job.text(), "**Completed.**");
    }
  }

  private String submit(String script) throws Exception {
    String run = "run: {command: '%s'}\n".formatted(script);
    return submit(producer.newId(), run, SubmitOptions.NONE);
  }

  private String submit(JobId job, String more, SubmitOptions options) throws Exception {
    String brief =
        """
        goal: Be awaited
        scope: {repo: %s, ref: %s}
        changes: optional
        """
            .formatted(repository.path(), repository.git("rev-parse", "HEAD"));
    byte[] bytes = (brief + more).getBytes(StandardCharsets.UTF_8);
    return producer
        .submit(job, new BriefReader().read(bytes), options)
        .get(60, TimeUnit.SECONDS)
        .text();
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
  void ofSeveralJobsTheWorstCodeIsTheAnswerWhateverTheirOrder() throws Exception {
    String completed = submit("exit 0");
    String failed = submit("exit 7");
    String refused = refusedJob();
    String cancelled = submitForLater();
    String waiting = submitForLater();
    String unknown = JobId.next(Instant.now().minus(Duration.ofHours(1)), 1).text();
    looks.run("cancel", cancelled);
    looks.run("await", completed, failed, refused);
    List<String> worstFirst = List.of(waiting, unknown, refused, failed, cancelled, completed);

    List<RunningCommand> waits = new ArrayList<>();
    waits.add(look(worstFirst, "--bootstrap-server", "127.0.0.1:1"));
    for (int worst = 0; worst < worstFirst.size(); worst++) {
      List<String> jobs = new ArrayList<>(worstFirst.subList(worst, worstFirst.size()));
      Collections.rotate(jobs, worst + 1);
      waits.add(look(jobs));
    }

    List<Integer> codes = new ArrayList<>();
    for (RunningCommand wait : waits) {
      codes.add(wait.awaitExit().exit());
    }
    assertThat(codes).containsExactly(125, 124, 4, 5, 1, 3, 0);
  }

  private String submitForLater() throws Exception {
    SubmitOptions inAnHour = new SubmitOptions(Instant.now().plus(Duration.ofHours(1)), null, null);
    return submit(producer.newId(), "run: {command: 'true'}\n", inAnHour);
  }

  /**
   * Submits with another client, which does not know the worker's policy; the command would refuse.
   */
  private String refusedJob() throws Exception {
    String brief = "run: {command: 'true'}\nenv: [NOT_PERMITTED]\n";
    return submit(producer.newId(), brief, SubmitOptions.NONE);
  }

  private RunningCommand look(List<String> jobs, String... options) {
    String[] words =
        Stream.of(List.of("await", "--timeout", "0"), jobs, List.of(options))
            .flatMap(List::stream)
            .toArray(String[]::new);
    return looks.start(words);
  }

  private static String[] words(String... words) {
    return words;
  }
}
