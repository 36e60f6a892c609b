package dev.handoff.cli.doctor.check;

import static dev.handoff.cli.doctor.check.Diagnosis.Level.FAILED;
import static dev.handoff.cli.doctor.check.Diagnosis.Level.OK;
import static dev.handoff.cli.doctor.check.Diagnosis.Level.UNKNOWN;
import static dev.handoff.cli.doctor.check.Diagnosis.Level.WARNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.doctor.check.Diagnosis.Level;
import dev.handoff.log.presence.WorkerBeat;
import dev.handoff.log.presence.WorkerBeat.LaneSlots;
import dev.handoff.log.setup.SetupStep;
import dev.handoff.worker.attempt.agents.AgentOffer;
import dev.handoff.worker.attempt.child.Isolation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The findings of each check for given results of probes. */
class ChecksTest {

  private static final Set<AclOperation> ALL = EnumSet.allOf(AclOperation.class);

  @ParameterizedTest
  @CsvSource({
    "git version 2.39.5, 2, OK, 2.39.5",
    "git version 1.9.1, 2, FAILED, 1.9.1 is too old",
    "'GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)', 4, OK, 5.2.15",
    "'GNU bash, version 3.2.57(1)-release (arm64-apple-darwin23)', 4, FAILED, too old",
    "what?, 2, WARNING, what?",
    ", 2, FAILED, not on the PATH",
  })
  void aProgramMustBeThereAndNewEnough(String said, int least, Level level, String text) {
    Diagnosis finding = only(new ProgramCheck("git", said, least));

    assertThat(finding.level()).isEqualTo(level);
    assertThat(finding.text()).contains(text);
    assertThat(finding.remedy() == null).isEqualTo(level == OK);
  }

  private static ProcessSurroundings surroundings(String limit, String environ) {
    String limits =
        "Limit                     Soft Limit           Hard Limit           Units     \n" + limit;
    String stat = "7 (a b) c) S 1 7 7 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 5 0 0";
    return ProcessSurroundings.of("Name:\tjava\nUmask:\t0022\n", stat, limits, environ);
  }

  private static List<Diagnosis> ofLocal(String limit, String environ, Map<String, String> shell) {
    Background process = new Background(7, "12", Instant.EPOCH);
    return new SurroundingsCheck(
            process, surroundings(limit, environ), shell, name -> name.endsWith("_KEY"))
        .findings();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "Max file size             1024                 unlimited            bytes     , file size 1024 bytes",
        "Max cpu time              60                   60                   seconds   , cpu time 60 seconds",
        "Max processes             200                  200                  processes , processes 200",
        "Max processes             96365                96365                processes , ",
        "Max open files            unlimited            unlimited            files     , ",
      })
  void lowLimitsOfTheLocalProcessAreTold(String limit, String told) {
    List<Diagnosis> findings = ofLocal(limit, "", Map.of());

    assertThat(findings).hasSize(told == null ? 1 : 2);
    assertThat(findings.get(0).text()).contains("umask 0022, niceness 0");
    if (told != null) {
      assertThat(findings.get(1).text()).contains(told);
      assertThat(findings.get(1).level()).isEqualTo(WARNING);
    }
  }

  @Test
  void whatTheLocalProcessHasOtherThanThisShellIsNamedWithoutItsValue() {
    List<Diagnosis> findings =
        ofLocal(
            "",
            "A_KEY=1\0B_KEY=secret\0C_KEY=3\0OTHER=4\0PATH=/bin:/old\0LANG=C.UTF-8\0",
            Map.of("A_KEY", "1", "B_KEY", "2", "D_KEY", "4", "PATH", "/bin:.:/new"));

    assertThat(findings.get(0).text()).endsWith("it has: A_KEY, B_KEY, C_KEY");
    assertThat(findings.get(1).text()).endsWith(": B_KEY, C_KEY, D_KEY");
    assertThat(findings.get(2).text()).endsWith("PATH: /new");
    assertThat(findings.toString()).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    // build, release, has a compiler, bytes of the archive, what the remedy names
    ",    ,     false, ,     OK,",
    "123, ,     true,  9000, OK,",
    "123, ,     true,  0,    WARNING, cli/target/warm-up.log",
    "123, ,     true,  ,     WARNING, cli/target/warm-up.log",
    "123, ,     false, 9000, WARNING, install a JDK",
    "0.1, /opt, false, 9000, OK,",
    "0.1, /opt, false, 0,    WARNING, /opt/cache",
    "0.1, /opt, false, ,     WARNING, /opt/cache",
  })
  void theLauncherNeedsAnArchiveAndInACheckoutACompiler(
      String build, String release, boolean hasCompiler, Long archive, Level level, String remedy) {
    Diagnosis finding = only(new LauncherCheck("17 at /jdk", build, release, hasCompiler, archive));

    assertThat(finding.level()).isEqualTo(level);
    assertThat(finding.toString()).contains(remedy == null ? "" : remedy);
  }

  @ParameterizedTest
  @CsvSource({
    "BWRAP, '', true, OK, sees the system and its own folders, ",
    "UNSHARE, , true, WARNING, bwrap is not installed, bubblewrap",
    "UNSHARE_USER, 'No permissions to create new namespace', false, WARNING, No permissions, userns",
    "PROCESS_GROUP, 'Creating new namespace failed', true, WARNING, outlive, container",
  })
  void aLesserIsolationSaysWhyItIsNotBetter(
      Isolation tier, String bwrap, boolean usersMay, Level level, String text, String remedy) {
    Diagnosis finding = only(new IsolationCheck(tier, bwrap, usersMay));

    assertThat(finding.level()).isEqualTo(level);
    assertThat(finding.text()).contains(text);
    if (remedy != null) {
      assertThat(finding.remedy()).contains(remedy);
    }
  }

  @Test
  void aDiskWithoutRoomFails() {
    assertThat(only(new DiskCheck(Path.of("/w"), 5L << 30, null)).text())
        .contains("5120 MiB", "/w");
    assertThat(only(new DiskCheck(Path.of("/w"), 1, "1 MiB are free")).level()).isEqualTo(FAILED);
  }

  @Test
  void onlyAnAgentThatTheFileNamesIsMissed() {
    List<AgentOffer> offers =
        List.of(
            new AgentOffer("codex", "0.1.2", null),
            new AgentOffer("claude", null, "is not installed"),
            new AgentOffer("mine", null, "is not logged in"));

    assertThat(new AgentsCheck(offers, Set.of("mine")).findings())
        .extracting(Diagnosis::level)
        .containsExactly(OK, OK, WARNING);
  }

  @Test
  void aFileThatIsWrongFailsAndNoneIsFine() {
    Path file = Path.of("/c/config.yaml");

    assertThat(only(new FileCheck(file, true, "line 3: x")).level()).isEqualTo(FAILED);
    assertThat(only(new FileCheck(file, true, null)).level()).isEqualTo(OK);
    assertThat(new FileCheck(file, false, null).findings()).isEmpty();
  }

  @Test
  void credentialsOfProductionAreAWarningThatNamesThem() {
    assertThat(only(new CredentialsCheck(List.of(), false)).level()).isEqualTo(OK);
    assertThat(only(new CredentialsCheck(List.of("PROD_TOKEN"), false)))
        .satisfies(finding -> assertThat(finding.level()).isEqualTo(WARNING))
        .satisfies(finding -> assertThat(finding.text()).contains("PROD_TOKEN", "refuses"));
  }

  @Test
  void anAddressThatCannotBeReachedFailsOnlyIfNoneCan() {
    Map<String, String> some = new LinkedHashMap<>(Map.of("a:1", ""));
    some.put("b:1", "Connection refused");

    assertThat(new ReachCheck("address", some).findings())
        .extracting(Diagnosis::level)
        .containsExactly(OK, WARNING);
    assertThat(only(new ReachCheck("address", Map.of("b:1", "Connection refused"))))
        .satisfies(finding -> assertThat(finding.level()).isEqualTo(FAILED))
        .satisfies(finding -> assertThat(finding.text()).contains("b:1", "Connection refused"));
  }

  @Test
  void aClusterThatDoesNotAnswerThisUserFails() {
    assertThat(only(new AnswerCheck("id", List.of("a:1"), null)).text()).contains("id", "1 broker");
    assertThat(only(new AnswerCheck(null, List.of(), "no")).level()).isEqualTo(FAILED);
  }

  @Test
  void shareGroupsMustBeOn() {
    assertThat(only(new FeaturesCheck(1, 1)).level()).isEqualTo(OK);
    assertThat(only(new FeaturesCheck(0, 1)).remedy()).contains("share.version=1");
    assertThat(only(new FeaturesCheck(0, 0)).remedy()).contains("4.2");
  }

  @Test
  void whatSetupMendsFailsAndWhatIsOnlyWeakDoesNot() {
    List<SetupStep> steps =
        List.of(
            step(SetupStep.Kind.RIGHT),
            step(SetupStep.Kind.MAKE),
            step(SetupStep.Kind.CHANGE),
            step(SetupStep.Kind.SET),
            step(SetupStep.Kind.HIDDEN),
            step(SetupStep.Kind.CANNOT),
            step(SetupStep.Kind.WEAK),
            step(SetupStep.Kind.UNSEEN));

    assertThat(new TopicsCheck(steps).findings())
        .extracting(Diagnosis::level)
        .containsExactly(OK, FAILED, FAILED, FAILED, FAILED, FAILED, WARNING, WARNING);
    assertThat(new TopicsCheck(steps).findings().get(1).remedy()).contains("handoff setup");
  }

  @Test
  void rightsAreToldByWhatTheyAreGoodFor() {
    Map<String, Set<AclOperation>> topics = new HashMap<>();
    for (String name :
        List.of(
            "status", "artifacts", "workers", "control", "seats", "dead", "keys", "tasks.quick")) {
      topics.put("handoff." + name, ALL);
    }

    assertThat(only(rights(topics, ALL)).text())
        .isEqualTo("this user may watch, submit, work, set up");

    topics.replaceAll((name, all) -> EnumSet.of(AclOperation.READ, AclOperation.DESCRIBE));
    assertThat(only(rights(topics, Set.of())))
        .satisfies(finding -> assertThat(finding.level()).isEqualTo(OK))
        .satisfies(
            finding ->
                assertThat(finding.text())
                    .startsWith("this user may watch; may not submit (lacks ")
                    .contains("WRITE on handoff.tasks.quick", "CREATE on the cluster"));

    topics.put("handoff.status", Set.of());
    assertThat(only(rights(topics, Set.of())).level()).isEqualTo(FAILED);
  }

  private static RightsCheck rights(
      Map<String, Set<AclOperation>> topics, Set<AclOperation> cluster) {
    return new RightsCheck(topics, cluster, "handoff.tasks.", "handoff");
  }

  @ParameterizedTest
  @CsvSource({
    "150, OK, 0.2 s ahead of", "-1900, OK, 1.9 s behind", "3000, WARNING, 3.0 s ahead of",
    "61000, FAILED, refused", "-61000, WARNING, behind", "-172900000, FAILED, refused",
  })
  void aClockIsJudgedByWhatBrokersTake(long millis, Level level, String text) {
    Diagnosis finding = only(new ClockCheck(Duration.ofMillis(millis), null));

    assertThat(finding.level()).isEqualTo(level);
    assertThat(finding.text()).contains(text);
  }

  @Test
  void aClockThatWasNotComparedIsNoFailure() {
    assertThat(only(new ClockCheck(null, "no right")).level()).isEqualTo(WARNING);
  }

  @Test
  void withoutAWorkerJobsWaitAndALaneThatNobodyServesIsNamed() {
    WorkerBeat worker = beat("w", null, "quick");

    assertThat(only(new WorkersCheck(List.of(), Set.of("quick"))).level()).isEqualTo(FAILED);
    assertThat(only(new WorkersCheck(List.of(worker), Set.of("quick"))).text())
        .isEqualTo("1 alive, 2 slots");
    assertThat(new WorkersCheck(List.of(worker), Set.of("quick", "long")).findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.level()).isEqualTo(WARNING);
              assertThat(finding.text()).isEqualTo("nobody serves long");
            });
    assertThat(new WorkersCheck(List.of(beat("w", "disk is full", "quick")), Set.of()).findings())
        .extracting(Diagnosis::text)
        .contains("w: disk is full");
  }

  @Test
  void aWorkerThatRunsWhatAnybodyWritesIsNamedWithWhatToGiveIt() {
    WorkerBeat open = beat("w", null, "quick", true);

    assertThat(new WorkersCheck(List.of(open), Set.of("quick")).findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.level()).isEqualTo(WARNING);
              assertThat(finding.text()).isEqualTo("run what anybody writes to their lanes: w");
              assertThat(finding.remedy()).contains("a trust file and a policy");
            });
  }

  @Test
  void aLookThatDidNotEndLeavesItUnknown() {
    assertThat(only(new UnansweredCheck("topics", "no answer within 6 s")).level())
        .isEqualTo(UNKNOWN);
  }

  private static WorkerBeat beat(String id, String notice, String lane) {
    return beat(id, notice, lane, null);
  }

  private static WorkerBeat beat(String id, String notice, String lane, Boolean unprotected) {
    return new WorkerBeat(
        Instant.EPOCH,
        id,
        "host",
        1,
        Instant.EPOCH,
        "1",
        "bwrap",
        List.of(new LaneSlots(lane, 2, 0)),
        List.of(),
        notice,
        null,
        null,
        unprotected);
  }

  private static SetupStep step(SetupStep.Kind kind) {
    return new SetupStep(kind, "handoff.status", "setting", "must", "got");
  }

  private static Diagnosis only(Check check) {
    assertThat(check.findings()).hasSize(1);
    return check.findings().get(0);
  }
}
