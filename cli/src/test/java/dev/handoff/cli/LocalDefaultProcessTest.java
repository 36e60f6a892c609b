package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.awaiter.Awaiter;
import dev.handoff.job.JobId;
import dev.handoff.job.JobStatus;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.ProcessRun;
import dev.handoff.testkit.TestRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The background process of a user, with short-lived commands and all kinds of failures. */
@ExtendWith(HandoffExtension.class)
@Order(1)
class LocalDefaultProcessTest {

  private static final Duration DEADLINE = HandoffProcess.DEADLINE;
  private static final String QUICK = brief("[sh, -c, 'echo done']");

  private HandoffProcess handoff;

  private static String brief(String command) {
    return "goal: Show the local default.\nchanges: optional\nrun: {command: " + command + "}\n";
  }

  @BeforeEach
  void writeBriefs(HandoffProcess process) {
    Path folder = process.home().resolve("repository");
    if (!Files.exists(folder)) {
      TestRepository.in(folder)
          .with("quick.yaml", QUICK)
          .with("endless.yaml", brief("[sleep, '603.5']"))
          .commit();
    }
    handoff = process.in(folder);
  }

  @Test
  void sixFirstCommandsAtOnceStartOneProcessThatRunsSixJobs() {
    handoff.stopLocal();
    long before = timesReady();

    List<ProcessResult> tasks =
        handoff.runAtOnce(Collections.nCopies(6, words("task", "--background", "quick.yaml")));

    assertThat(tasks).allSatisfy(task -> assertThat(task.exit()).as(task.stderr()).isZero());
    Set<String> jobs = new HashSet<>();
    tasks.forEach(task -> jobs.add(task.stdout().strip()));
    assertThat(jobs).hasSize(6);
    assertThat(handoff.localProcesses()).hasSize(1);
    assertThat(timesReady() - before).isEqualTo(1);
    assertThat(ends(jobs)).containsOnly(JobStatus.COMPLETED);
  }

  /** Uses the awaiter directly: six more processes would prove no more and take longer. */
  private List<JobStatus> ends(Set<String> jobs) {
    try (Awaiter awaiter = new Awaiter(handoff.kafka())) {
      return jobs.stream()
          .map(job -> awaiter.await(new JobId(job)).orTimeout(90, TimeUnit.SECONDS))
          .toList()
          .stream()
          .map(end -> end.join().status())
          .toList();
    }
  }

  private long timesReady() {
    try (Stream<String> log = Files.lines(handoff.stateFolder().resolve("local.log"))) {
      return log.filter(line -> line.contains("The local process is ready")).count();
    } catch (IOException e) {
      return 0; // the process has never run
    }
  }

  @Test
  void itIsStartedLookedAtAndStoppedByHand() {
    handoff.stopLocal();
    ProcessResult before = handoff.run("local", "status");
    assertThat(before.exit()).isEqualTo(1);
    assertThat(before.stdout()).contains("does not run");

    ProcessResult start = handoff.run("local", "start");

    assertThat(start.exit()).as(start.stderr()).isZero();
    long pid = handoff.localPid();
    List<ProcessResult> looks =
        handoff.runAtOnce(List.of(words("local", "status"), words("local", "logs")));
    assertThat(looks.get(0).exit()).isZero();
    assertThat(looks.get(0).stdout()).contains("" + pid, "127.0.0.1:");
    assertThat(looks.get(1).stdout()).contains("The local process is ready (pid " + pid);
    ProcessResult stop = handoff.run("local", "stop");
    assertThat(stop.exit()).as(stop.stderr()).isZero();
    assertThat(stop.stdout()).isEqualTo("Stopped.\n");
    assertThat(handoff.localProcesses()).isEmpty();
  }

  /** The shell waits until its pipe is closed, so it would hang if the process kept it open. */
  @Test
  void itTakesNothingFromTheShellThatStartsItWhichChangesALaterJob() throws Exception {
    handoff.stopLocal();
    String script =
        """
        umask 077
        trap '' TERM HUP INT USR1
        ulimit -S -f 1000000
        ulimit -S -t 500
        said=$("$@" 3>&1)
        echo "returned $?"
        """;
    List<String> shell = new ArrayList<>(List.of("nice", "-n", "1", "bash", "-c", script, "bash"));
    shell.addAll(handoff.commandLine("local", "start"));
    ProcessBuilder start = handoff.inItsEnvironment(shell);
    start.environment().put("LANG", "xx_YY.UTF-8");
    start.environment().put("LC_TIME", "xx_YY.UTF-8");
    start.environment().put("TZ", "Pacific/Kiritimati");
    start.environment().put("OPENAI_API_KEY", "sk-of-another-shell");
    start.environment().put("GIT_DIR", "/nowhere");
    Files.writeString(
        handoff.folder().resolve("look.yaml"),
        brief(
            "[sh, -c, 'test \"$(umask) $LANG ${TZ-none} $LC_TIME\" = \"0022 C.UTF-8 none \""
                + " && test \"$(ulimit -S -t)\" = \"$(ulimit -H -t)\""
                + " && grep -q \"SigIgn:.*000$\" /proc/self/status']"));

    ProcessResult started = ProcessRun.run(start, DEADLINE);
    List<ProcessResult> looks =
        handoff.runAtOnce(List.of(words("task", "look.yaml"), words("doctor")));
    ProcessResult stop = handoff.run("local", "stop");

    assertThat(started.stdout()).as(started.toString()).isEqualTo("returned 0\n");
    assertThat(looks.get(0).exit()).as(looks.get(0).toString()).isZero();
    assertThat(looks.get(1).stdout())
        .contains("locale C.UTF-8, umask 0022", "OPENAI_API_KEY", "yields to other processes")
        .doesNotContain("sk-of-another-shell", "had limits");
    assertThat(stop.exit()).as(stop.toString()).isZero();
  }

  @Test
  void itSurvivesTheEndOfTheSessionThatStartedIt() {
    handoff.stopLocal();
    List<String> shell =
        new ArrayList<>(List.of("setsid", "sh", "-c", "\"$@\"; sleep 612.5", "sh"));
    shell.addAll(handoff.commandLine("local", "start"));
    try (ProcessRun session = ProcessRun.start(handoff.inItsEnvironment(shell))) {
      session.awaitStdout("The local broker and worker run at", DEADLINE);
      long pid = handoff.localPid();

      // The shell leads its session and so its process group.
      String group = "-" + session.pid();
      ProcessRun.run(
          new ProcessBuilder(
              "sh", "-c", "kill -s HUP -- \"$1\"; kill -s KILL -- \"$1\"", "sh", group),
          DEADLINE);

      awaitTrue(() -> !session.isAlive());
      assertThat(handoff.run("local", "status").stdout()).contains("" + pid);
    }
  }

  @Test
  void nobodyElseCanReadItsFilesOrReachItFromOutside() throws IOException {
    handoff.run("local", "start");

    assertThat(permissions(handoff.stateFolder())).isEqualTo("rwx------");
    assertThat(
            permissions(handoff.stateFolder().resolve("broker").resolve("credentials.properties")))
        .isEqualTo("rw-------");
    assertThat(Listeners.of(handoff.localPid()))
        .hasSize(2)
        .allSatisfy(address -> assertThat(address).endsWith("0100007F"));
  }

  @Test
  void aJobOfFlagsNeedsNoFileAndIsTheLast() {
    ProcessResult task =
        handoff.run(
            "task",
            "--background",
            "--changes",
            "optional",
            "--check",
            "test -f quick.yaml",
            "Say hello to $HOME",
            "--",
            "sh",
            "-c",
            "echo \"hello $1\"",
            "-",
            "$HOME");

    assertThat(task.exit()).as(task.stderr()).isZero();
    HandoffProcess elsewhere = handoff.in(handoff.home());
    ProcessResult await = elsewhere.run("await", "--last");
    assertThat(await.exit()).as(await.stderr()).isZero();
    assertThat(await.stdout())
        .startsWith("# Say hello to $HOME\n")
        .contains(task.stdout().strip(), "test -f quick.yaml");
    ProcessResult logs = elsewhere.run("logs", "--last");
    assertThat(logs.stdout()).as(logs.stderr()).startsWith("hello $HOME\n");
  }

  @Test
  void anIdleWaitUsesNextToNoProcessorTime() {
    String job = handoff.submit("endless.yaml");
    try (ProcessRun wait = handoff.start("await", job, "--progress-every", "300ms")) {
      awaitLines(wait, 5); // its JVM has started
      Duration before = processorTime(wait);
      long begun = System.nanoTime();

      awaitLines(wait, 15);

      Duration watched = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(processorTime(wait).minus(before)).isLessThan(watched.dividedBy(10));
    }
    handoff.run("cancel", job);
  }

  private static void awaitLines(ProcessRun wait, int count) {
    Awaitility.await()
        .atMost(DEADLINE)
        .untilAsserted(() -> assertThat(wait.stderr().lines()).hasSizeGreaterThanOrEqualTo(count));
  }

  private static Duration processorTime(ProcessRun wait) {
    return ProcessHandle.of(wait.pid()).orElseThrow().info().totalCpuDuration().orElseThrow();
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static void awaitTrue(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(DEADLINE.toSeconds(), TimeUnit.SECONDS)
        .pollInterval(Duration.ofMillis(50))
        .until(condition);
  }

  private static String[] words(String... words) {
    return words;
  }
}
