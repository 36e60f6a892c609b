package dev.handoff.worker.attempt.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.handoff.job.JobResult;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.Recorder;
import dev.handoff.worker.attempt.TierOfThisHost;
import dev.handoff.worker.attempt.child.StopSignal.Why;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A supervisor that is started before its child is known to be allowed to run. */
@ExtendWith(TierOfThisHost.class)
class WaitingSupervisorTest {

  private static final Output NOWHERE = (bytes, offset, length) -> {};

  @TempDir Path folder;
  private AttemptFixture fixture;

  static Stream<Isolation> tiers() {
    return TierOfThisHost.all();
  }

  @BeforeEach
  void makeFixture() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n");
  }

  @AfterEach
  void nothingLives() throws Exception {
    assertThat(supervisors()).isEmpty();
    assertThat(fixture.living()).isEmpty();
    assertThat(fixture.remains()).isEmpty();
  }

  /** The supervisors of this test, and what is around them. */
  private List<ProcessHandle> supervisors() {
    return ProcessHandle.allProcesses().filter(this::isSupervisor).toList();
  }

  private boolean isSupervisor(ProcessHandle handle) {
    try {
      byte[] line = Files.readAllBytes(Path.of("/proc/" + handle.pid() + "/cmdline"));
      String words = new String(line, StandardCharsets.UTF_8);
      return words.contains("\0supervisor\0") && words.contains(folder.toString());
    } catch (IOException gone) {
      return false;
    }
  }

  /** Those of the supervisors that this process has started. */
  private Set<Long> started() {
    Set<Long> pids = new HashSet<>();
    for (ProcessHandle each : supervisors()) {
      if (each.parent().filter(ProcessHandle.current()::equals).isPresent()) {
        pids.add(each.pid());
      }
    }
    return pids;
  }

  private long onlyStarted() {
    await().atMost(Duration.ofSeconds(30)).until(() -> started().size() == 1);
    return started().iterator().next();
  }

  private Supervisor supervisor(Isolation isolation) throws Exception {
    return fixture.supervisor(
        Supervisor.Containment.of(isolation, fixture.settings.children()), fixture.settings);
  }

  private Supervisor supervisor(Isolation isolation, Optional<Duration> until) throws Exception {
    return new Supervisor(
        Supervisor.Containment.of(isolation, fixture.settings.children()),
        fixture.settings.children(),
        fixture.stop,
        () -> until,
        fixture.settings::redactor);
  }

  /** A commit that the worker has from an earlier attempt. */
  private String fetchedCommit() throws Exception {
    String commit = fixture.source.commit();
    fixture.run(new BriefBuilder(fixture.source, commit).run("echo x >README.md"));
    return commit;
  }

  private Child trace() {
    return fixture.child("touch", folder.resolve("ran").toString());
  }

  private boolean hasRun() {
    return Files.exists(folder.resolve("ran"));
  }

  /** The folders of the control groups that the process is in, of those that a worker makes. */
  private static List<Path> groups(long pid) throws Exception {
    String own = Files.readString(Path.of("/proc/self/cgroup"));
    Matcher name =
        Pattern.compile("handoff-\\d+-\\d+")
            .matcher(Files.readString(Path.of("/proc/" + pid + "/cgroup")));
    List<Path> found = new ArrayList<>();
    while (name.find()) {
      for (List<Path> parents :
          ControlGroups.candidates(Files.readString(Path.of("/proc/self/mountinfo")), own)) {
        parents.forEach(parent -> found.add(parent.resolve(name.group())));
      }
    }
    return found.stream().filter(Files::exists).toList();
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void theNextChildRunsInIt(Isolation isolation) throws Exception {
    Path looked = folder.resolve("looked");
    Child child = fixture.child("sh", "-c", "until [ -e " + looked + " ]; do sleep 0.02; done");
    Set<Long> seen = new HashSet<>();
    try (Supervisor supervisor = supervisor(isolation)) {
      supervisor.prepare(child.view());
      long waiting = onlyStarted();

      assertThat(supervisor.run(child, NOWHERE, () -> look(seen, looked)))
          .isEqualTo(new ChildExit.Exited(0));
      assertThat(seen).containsExactly(waiting);
    }
  }

  /** The child goes on only after this. */
  private void look(Set<Long> seen, Path looked) {
    seen.addAll(started());
    try {
      Files.write(looked, new byte[0]);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void nothingStaysOfOneThatIsNotUsed(Isolation isolation) throws Exception {
    Supervisor supervisor = supervisor(isolation);
    boolean hasGroups = ControlGroups.ofThisProcess().areKept();
    supervisor.prepare(trace().view());
    long waiting = onlyStarted();
    await().atMost(Duration.ofSeconds(30)).until(() -> groups(waiting).isEmpty() != hasGroups);
    List<Path> groups = groups(waiting);

    supervisor.close();

    assertThat(supervisors()).isEmpty();
    assertThat(groups).noneMatch(Files::exists);
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void aChildThatSeesSomethingElseHasOneOfItsOwn(Isolation isolation) throws Exception {
    Child child = fixture.child("sleep", "0.3");
    Set<Long> seen = new HashSet<>();
    try (Supervisor supervisor = supervisor(isolation)) {
      supervisor.prepare(
          new Child.View(child.tree(), child.network(), child.temporary(), List.of()));
      long waiting = onlyStarted();

      assertThat(supervisor.run(child, NOWHERE, () -> seen.addAll(started())))
          .isEqualTo(new ChildExit.Exited(0));
      assertThat(seen).hasSize(1).doesNotContain(waiting);
    }
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void aCancelledJobIsNotReleased(Isolation isolation) throws Exception {
    try (Supervisor supervisor = supervisor(isolation)) {
      supervisor.prepare(trace().view());
      onlyStarted();
      fixture.stop.raise(Why.CANCELLED);

      assertThat(supervisor.run(trace(), NOWHERE, () -> {}))
          .isEqualTo(new ChildExit.Stopped(Why.CANCELLED));
    }
    assertThat(hasRun()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void aJobWhoseLeaseIsLostIsNotReleased(Isolation isolation) throws Exception {
    try (Supervisor supervisor = supervisor(isolation, Optional.empty())) {
      supervisor.prepare(trace().view());
      onlyStarted();

      assertThat(supervisor.run(trace(), NOWHERE, () -> {}))
          .isEqualTo(new ChildExit.Stopped(Why.LEASE_LOST));
    }
    assertThat(hasRun()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void aReleaseThatComesTooLateStartsNothing(Isolation isolation) throws Exception {
    Duration over = HostUptime.now().minusSeconds(1);
    try (Supervisor supervisor = supervisor(isolation, Optional.of(over))) {
      supervisor.prepare(trace().view());
      onlyStarted();

      assertThat(supervisor.run(trace(), NOWHERE, () -> {}))
          .isEqualTo(new ChildExit.Stopped(Why.LEASE_LOST));
    }
    assertThat(hasRun()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void oneThatWasKilledIsReplaced(Isolation isolation) throws Exception {
    try (Supervisor supervisor = supervisor(isolation)) {
      supervisor.prepare(trace().view());
      ProcessHandle.of(onlyStarted()).orElseThrow().destroyForcibly();
      await().atMost(Duration.ofSeconds(30)).until(() -> supervisors().isEmpty());

      assertThat(supervisor.run(trace(), NOWHERE, () -> {})).isEqualTo(new ChildExit.Exited(0));
    }
    assertThat(hasRun()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void oneThatWaitedTooLongEndsAndIsReplaced(Isolation isolation) throws Exception {
    fixture.settings = fixture.settings.withSilence(Duration.ofSeconds(1));
    try (Supervisor supervisor = supervisor(isolation)) {
      supervisor.prepare(trace().view());
      onlyStarted();
      await().atMost(Duration.ofSeconds(30)).until(() -> supervisors().isEmpty());

      assertThat(supervisor.run(trace(), NOWHERE, () -> {})).isEqualTo(new ChildExit.Exited(0));
    }
    assertThat(hasRun()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void anInterruptedThreadEndsIt(Isolation isolation) throws Exception {
    Supervisor supervisor = supervisor(isolation);
    supervisor.prepare(trace().view());
    onlyStarted();

    Thread.currentThread().interrupt();
    supervisor.close();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(supervisors()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void deathOfTheWorkerEndsIt(Isolation isolation) throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            WaitingWorker.class.getName(),
            folder.resolve("work").toString(),
            folder.toString(),
            isolation.name());
    Process worker = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      await().atMost(Duration.ofSeconds(60)).until(() -> !supervisors().isEmpty());
    } finally {
      worker.destroyForcibly();
    }

    await().atMost(Duration.ofSeconds(30)).until(() -> supervisors().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void theFirstCommandOfAnAttemptRunsInIt(Isolation isolation) throws Exception {
    fixture.isolation = isolation;
    String commit = fetchedCommit();
    Set<Long> waiting = new HashSet<>();
    Set<Long> seen = new HashSet<>();
    Recorder recorder =
        new Recorder() {
          @Override
          public boolean mayRun() {
            waiting.add(onlyStarted());
            return true;
          }

          @Override
          public void progressed(String phase, String message, Integer percent) {
            if (percent != null) {
              seen.addAll(started());
            }
          }
        };

    AttemptOutcome outcome =
        fixture
            .runner()
            .run(
                fixture.order(
                    new BriefBuilder(fixture.source, commit)
                        .run("echo x >README.md; echo 50 half >$HANDOFF_PROGRESS; sleep 0.5")),
                recorder,
                fixture.stop);

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
    assertThat(seen).isEqualTo(waiting);
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void anAttemptThatIsNotAdmittedLeavesNone(Isolation isolation) throws Exception {
    fixture.isolation = isolation;
    String commit = fetchedCommit();
    Recorder refusing =
        new Recorder() {
          @Override
          public boolean mayRun() {
            onlyStarted();
            return false;
          }
        };

    AttemptOutcome outcome =
        fixture
            .runner()
            .run(
                fixture.order(
                    new BriefBuilder(fixture.source, commit).run("touch " + folder.resolve("ran"))),
                refusing,
                fixture.stop);

    assertThat(outcome).isEqualTo(new AttemptOutcome.Stopped(Why.LEASE_LOST, JobResult.NONE));
    assertThat(hasRun()).isFalse();
  }
}
