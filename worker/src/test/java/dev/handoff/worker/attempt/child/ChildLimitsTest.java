package dev.handoff.worker.attempt.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.handoff.job.Reason;
import dev.handoff.worker.attempt.AttemptFixture;
import dev.handoff.worker.attempt.BriefBuilder;
import dev.handoff.worker.attempt.TierOfThisHost;
import dev.handoff.worker.attempt.order.AttemptOutcome;
import dev.handoff.worker.attempt.order.AttemptSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a job takes too much of is denied to it alone, by every kind of isolation; those that this
 * host lacks are skipped.
 */
@ExtendWith(TierOfThisHost.class)
class ChildLimitsTest {

  private static final String HOG = "tail /dev/zero";
  private static final String NO_CONTROL_GROUPS =
      "this user may make no control groups (as root, or below a group that was given to him)";

  @TempDir Path folder;
  private final List<Path> made = new ArrayList<>();
  private AttemptFixture fixture;

  static Stream<Isolation> tiers() throws InterruptedException {
    return TierOfThisHost.all();
  }

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n");
  }

  @AfterEach
  void nothingLives() throws Exception {
    for (Path group : made) {
      Files.deleteIfExists(group);
    }
    assertThat(fixture.living()).isEmpty();
    assertThat(fixture.remains()).isEmpty();
  }

  private AttemptOutcome run(Isolation isolation, ChildLimits limits, BriefBuilder brief)
      throws Exception {
    fixture.isolation = isolation;
    fixture.settings = fixture.settings.withLimits(limits);
    return fixture.run(brief);
  }

  private static ChildLimits memory() throws InterruptedException {
    assumeTrue(ControlGroups.ofThisProcess().areKept(), NO_CONTROL_GROUPS);
    return ChildLimits.DEFAULT.withMemory(64 << 20);
  }

  @Test
  void twoWorkersOfOneProcessKeepTheirAccountsApart() throws Exception {
    ChildLimits limits = memory();
    ControlGroups other = ControlGroups.ofThisProcess();

    try (ControlGroup first = ControlGroups.ofThisProcess().make(limits).orElseThrow();
        ControlGroup second = other.make(limits).orElseThrow()) {
      assertThat(second.folders()).doesNotContainAnyElementsOf(first.folders());
      assertThat(second.folders()).allSatisfy(folder -> assertThat(folder).isDirectory());
    }
  }

  /** As a worker in another namespace of processes may, which takes this one for dead. */
  @Test
  void groupThatIsRemovedBeforeItIsJoinedIsMadeAnew() throws Exception {
    AttemptSettings settings = fixture.settings.withLimits(memory());
    Supervisor.Containment hold =
        Supervisor.Containment.of(Isolation.PROCESS_GROUP, settings.children());
    Supervisor.Containment apart =
        new Supervisor.Containment(
            hold.isolation(), hold.sandbox(), groupsApart(), hold.user(), hold.shell(), hold.env());
    Supervisor supervisor = fixture.supervisor(apart, settings);
    Child child = fixture.child("true");
    Process remover = removerOfOne();
    try {
      while (remover.isAlive()) {
        assertThat(supervisor.run(child, (bytes, offset, length) -> {}, () -> {}))
            .isEqualTo(new ChildExit.Exited(0));
      }
    } finally {
      remover.destroyForcibly().waitFor();
    }
  }

  @Test
  void groupThatIsRemovedBeforeItsLimitsAreSetIsMadeAnew() throws Exception {
    ChildLimits limits = memory();
    ControlGroups groups = groupsApart();
    for (int removed = 0; removed < 20; removed++) {
      Process remover = removerOfOne();
      try {
        while (remover.isAlive()) {
          groups.make(limits).orElseThrow().close();
        }
      } finally {
        remover.destroyForcibly().waitFor();
      }
    }
  }

  /** Groups in a place of their own: other tests of this process need theirs. */
  private ControlGroups groupsApart() throws Exception {
    List<Path> parents = new ArrayList<>();
    try (ControlGroup group =
        ControlGroups.ofThisProcess().make(ChildLimits.DEFAULT).orElseThrow()) {
      for (Path folder : group.folders()) {
        Path parent = folder.resolveSibling("test-" + UUID.randomUUID());
        made.add(Files.createDirectory(parent));
        parents.add(parent);
        if (Files.exists(parent.resolve("cgroup.subtree_control"))) {
          Files.writeString(parent.resolve("cgroup.subtree_control"), "+memory +pids");
        }
      }
    }
    return new ControlGroups(parents);
  }

  /** Ends when it has removed a group of those apart; one with a process in it stays. */
  private Process removerOfOne() throws Exception {
    String script = "until rmdir %s/handoff-*; do :; done 2>/dev/null".formatted(made.get(0));
    return new ProcessBuilder("bash", "-c", script).start();
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void jobThatTakesTooMuchMemoryIsToldApart(Isolation isolation) throws Exception {
    AttemptOutcome outcome =
        run(isolation, memory(), fixture.brief().run("echo x > README.md; " + HOG));

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.OUT_OF_MEMORY);
    assertThat(fixture.recorder.text("patch")).contains("+x");
  }

  @Test
  void setupThatTakesTooMuchMemoryIsToldApart() throws Exception {
    AttemptOutcome outcome =
        run(TierOfThisHost.best(), memory(), fixture.brief().setup(HOG).run("true"));

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.OUT_OF_MEMORY);
  }

  @Test
  void jobThatGetsOverTheDeathOfAHogCompletes() throws Exception {
    AttemptOutcome outcome =
        run(TierOfThisHost.best(), memory(), fixture.brief().run(HOG + "; echo x > README.md"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Completed.class);
  }

  @Test
  void whoeverKilledItIsNotGuessed() throws Exception {
    AttemptOutcome outcome =
        run(TierOfThisHost.best(), ChildLimits.DEFAULT, fixture.brief().run("kill -9 $$"));

    assertThat(((AttemptOutcome.Failed) outcome).reason()).isEqualTo(Reason.RUN_FAILED);
    assertThat(((AttemptOutcome.Failed) outcome).message()).contains("perhaps for lack of memory");
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void forkBombIsHeldAndEnded(Isolation isolation) throws Exception {
    assumeTrue(
        ControlGroups.ofThisProcess().areKept() || isolation != Isolation.PROCESS_GROUP,
        NO_CONTROL_GROUPS);
    // Each generation leaves the group of the one before, and lives on when that has ended.
    String script =
        "export SELF='while :; do setsid bash -c \"$SELF\" & done 2>/dev/null';"
            + " bash -c \"$SELF\" & sleep 1; exit 3";

    AttemptOutcome outcome =
        run(
            isolation,
            ChildLimits.DEFAULT.withProcesses(100),
            fixture.brief().command("bash", "-c", script));

    assertThat(((AttemptOutcome.Failed) outcome).message()).contains("exit code");
  }

  @ParameterizedTest
  @MethodSource("tiers")
  void fileIsNotLargerThanItsLimit(Isolation isolation) throws Exception {
    AttemptOutcome outcome =
        run(
            isolation,
            ChildLimits.DEFAULT.withFileSize(1 << 20),
            fixture.brief().run("head -c 9000000 /dev/zero > $TMPDIR/big; wc -c $TMPDIR/big"));

    assertThat(outcome).isInstanceOf(AttemptOutcome.Failed.class);
    assertThat(fixture.recorder.text("log")).contains("1048576 ");
  }

  @Test
  void jobIsEndedBeforeTheWorkerWhenTheHostHasNoMemoryLeft() throws Exception {
    run(
        TierOfThisHost.best(),
        ChildLimits.DEFAULT,
        fixture.brief().changesOptional().run("cat /proc/self/oom_score_adj; ulimit -c"));

    assertThat(fixture.recorder.text("log")).isEqualTo("500\n0\n");
  }
}
