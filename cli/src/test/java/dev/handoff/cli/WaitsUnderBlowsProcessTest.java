package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.log.KafkaSettings;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.log.setup.TopicSetup;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Commands wait for twenty jobs while the local process is frozen, killed, killed while another
 * process takes its port, and stopped and started, three times each. No worker serves the lane
 * before the last start, so that no failure costs an attempt and each job has one correct verdict.
 *
 * <p>Four processes wait: two for one job each, one for ten and one for eight. Two more follow the
 * events of one job and the log of the other.
 */
@ExtendWith(HandoffExtension.class)
@Tag("faults")
class WaitsUnderBlowsProcessTest {

  private static final Duration DEADLINE = HandoffProcess.DEADLINE;
  private static final int JOBS = 20;
  private static final int ROUNDS = 3;
  private static final Duration FROZEN = Duration.ofSeconds(2);

  private HandoffProcess handoff;

  @Test
  void twentyWaitsEndWithTheRightVerdictsAfterTwelveBlows(HandoffProcess process) throws Exception {
    handoff = process.in(process.home().resolve("repository"));
    makeJobs();
    makeLane();
    List<String> jobs = submit();
    List<ProcessRun> waits = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        waits.add(handoff.start("await", jobs.get(i)));
      }
      waits.add(handoff.start(words("await", jobs.subList(2, 12))));
      waits.add(handoff.start(words("await", jobs.subList(12, JOBS))));
      waits.add(handoff.start("events", "--follow", jobs.get(0)));
      waits.add(handoff.start("logs", "--follow", jobs.get(1)));
      awaitAttached(waits);

      for (int round = 1; round <= ROUNDS; round++) {
        freeze();
        kill();
        killAndTakePort();
        if (round == ROUNDS) {
          cancel(jobs);
          serveLane();
        }
        restart();
      }

      assertVerdicts(jobs, waits.stream().map(wait -> wait.awaitExit(DEADLINE)).toList());
    } finally {
      waits.forEach(ProcessRun::close);
    }
  }

  private void makeJobs() {
    TestRepository repository = TestRepository.in(handoff.folder());
    for (int i = 0; i < JOBS; i++) {
      repository =
          repository.with(
              "job-" + i + ".yaml",
              "goal: Be job %d.\nchanges: optional\nlane: held\nrun: {command: [sh, -c, 'echo printed %d; exit %d']}\n"
                  .formatted(i, i, exitOf(i)));
    }
    repository.commit();
  }

  /** Creates the lane, like a worker that serves it. */
  private void makeLane() throws Exception {
    handoff.startLocal();
    KafkaSettings kafka = handoff.kafka();
    try (Admin admin = kafka.admin()) {
      new TopicSetup(admin, kafka.topics(), TopicSettings.DEFAULT).ensure(Set.of("held"));
    }
  }

  private List<String> submit() {
    List<String> briefs = IntStream.range(0, JOBS).mapToObj(i -> "job-" + i + ".yaml").toList();
    ProcessResult task = handoff.run(words("task", "--background", briefs));
    assertThat(task.exit()).as(task.stderr()).isZero();
    List<String> jobs = task.stdout().lines().toList();
    assertThat(jobs).hasSize(JOBS);
    return jobs;
  }

  /** The exit code of its command, which is the verdict except for cancelled jobs. */
  private static int exitOf(int job) {
    return job % 3 == 1 ? 1 : 0;
  }

  private static boolean isCancelled(int job) {
    return job % 8 == 3;
  }

  /** Takes effect at the next start. */
  private void serveLane() throws IOException {
    Path folder = Files.createDirectories(handoff.home().resolve("config").resolve("handoff"));
    Files.writeString(folder.resolve("worker.yaml"), "lanes: {standard: 1, held: 2}\n");
  }

  private static String[] words(String command, List<String> more) {
    return Stream.concat(Stream.of(command), more.stream()).toArray(String[]::new);
  }

  private static String[] words(String command, String option, List<String> more) {
    return Stream.concat(Stream.of(command, option), more.stream()).toArray(String[]::new);
  }

  private static void awaitAttached(List<ProcessRun> waits) {
    waits.subList(0, 2).forEach(wait -> wait.awaitStderr("waiting for a worker", DEADLINE));
    waits.get(2).awaitStderr("0 of 10 ended, 10 waiting", DEADLINE);
    waits.get(3).awaitStderr("0 of 8 ended, 8 waiting", DEADLINE);
    waits.get(4).awaitStdout("submitted", DEADLINE);
  }

  private void freeze() throws InterruptedException {
    long pid = handoff.localPid();
    signal("STOP", pid);
    Thread.sleep(FROZEN.toMillis()); // the pause is what is tested
    signal("CONT", pid);
  }

  private void kill() throws IOException {
    ProcessHandle killed = handoff.localProcesses().get(0);
    int port = port();
    killed.destroyForcibly();
    awaitOther(killed.pid());
    assertThat(port()).isEqualTo(port);
  }

  private void killAndTakePort() throws Exception {
    ProcessHandle killed = handoff.localProcesses().get(0);
    int port = port();
    try (PortTaker stranger = PortTaker.of(port)) {
      killed.destroyForcibly();
      stranger.awaitTaken();
      awaitOther(killed.pid());
    }
    assertThat(port()).isNotEqualTo(port);
  }

  private void restart() {
    handoff.stopLocal();
    handoff.startLocal();
  }

  private void cancel(List<String> jobs) {
    List<String> some = jobs.stream().filter(job -> isCancelled(jobs.indexOf(job))).toList();
    ProcessResult cancel = handoff.run(words("cancel", some));
    assertThat(cancel.exit()).as(cancel.stderr()).isZero();
  }

  private static void signal(String name, long pid) {
    ProcessResult kill =
        ProcessRun.run(
            new ProcessBuilder("sh", "-c", "kill -s \"$1\" \"$2\"", "sh", name, "" + pid),
            DEADLINE);
    assertThat(kill.exit()).as(kill.stderr()).isZero();
  }

  /** A process writes its description once it is ready. */
  private void awaitOther(long pid) {
    Awaitility.await()
        .atMost(DEADLINE)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(IOException.class) // while it starts
        .until(() -> !description().contains("\"pid\":" + pid + ","));
  }

  private int port() throws IOException {
    return Integer.parseInt(
        description().replaceAll(".*\"bootstrapServer\":\"[^:]+:(\\d+).*", "$1"));
  }

  private String description() throws IOException {
    return Files.readString(handoff.stateFolder().resolve("process.json"));
  }

  private static void assertVerdicts(List<String> jobs, List<ProcessResult> ends) {
    for (int i = 0; i < 2; i++) {
      assertThat(ends.get(i).exit()).as("job %d: %s", i, ends.get(i)).isEqualTo(exitOf(i));
      assertThat(ends.get(i).stdout()).contains(jobs.get(i));
    }
    assertRows(jobs, 2, 12, ends.get(2));
    assertRows(jobs, 12, JOBS, ends.get(3));
    assertThat(ends.get(4).exit()).as(ends.get(4).stderr()).isZero();
    assertThat(names(ends.get(4).stdout()))
        .startsWith("submitted", "started")
        .endsWith("completed")
        .doesNotHaveDuplicates();
    assertThat(ends.get(5).exit()).as(ends.get(5).stderr()).isZero();
    assertThat(ends.get(5).stdout()).isEqualTo("printed 1\n");
  }

  /** Each job is reported once, with its own verdict, and the exit code is the worst of all. */
  private static void assertRows(List<String> jobs, int from, int to, ProcessResult end) {
    assertThat(end.exit()).as(end.stderr()).isEqualTo(1);
    for (int i = from; i < to; i++) {
      String verdict =
          isCancelled(i) ? "cancelled" : exitOf(i) == 1 ? "failed: run_failed" : "completed";
      String job = jobs.get(i);
      assertThat(end.stderr().lines().filter(line -> line.contains(job)))
          .as("job %d: %s", i, end.stderr())
          .singleElement()
          .asString()
          .contains(verdict);
    }
  }

  /** The names of the events; there are several of progress. */
  private static List<String> names(String rows) {
    return Arrays.stream(rows.split("\n"))
        .map(row -> row.split(" +")[2])
        .filter(name -> !name.equals("progressed"))
        .toList();
  }
}
