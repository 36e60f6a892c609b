package dev.handoff.worker.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.brief.Brief.Network;
import dev.handoff.brief.Policy;
import dev.handoff.job.Reason;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job may not carry out of the worker, and what a policy takes from a brief. */
class SecretScanTest {

  private static final String SECRET = "pl4nted-Secret/42";
  private static final List<String> ALL = List.of("**");

  @TempDir Path folder;
  private AttemptFixture fixture;

  @BeforeEach
  void makeSource() throws Exception {
    fixture = new AttemptFixture(folder);
    fixture.source.with("README.md", "readme\n").with("ops/run.sh", "true\n");
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.put("NPM_TOKEN", SECRET);
    fixture.settings =
        fixture
            .settings
            .withPolicy(policy(List.of(), ALL, Network.ON))
            .withEnvironment(environment, "NPM_TOKEN"::equals);
  }

  private static Policy policy(List<String> paths, List<String> branches, Network network) {
    return new Policy(
        ALL, paths, ALL, ALL, network, List.of("NPM_TOKEN"), branches, false, List.of(), false);
  }

  private Outcome.Failed secretFound(String script) throws Exception {
    Outcome outcome = fixture.run(fixture.brief().env("NPM_TOKEN").run(script));

    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    Outcome.Failed failed = (Outcome.Failed) outcome;
    assertThat(failed.reason()).as(failed.message()).isEqualTo(Reason.SECRET_FOUND);
    assertThat(failed.message()).contains("NPM_TOKEN in ").doesNotContain(SECRET);
    assertThat(outcome.result().outputs().patch()).isNull();
    assertThat(outcome.result().outputs().branch()).isNull();
    assertThat(fixture.recorder.artifacts()).doesNotContainKey("patch");
    assertThat(fixture.source.git("branch", "--list", "handoff/*")).isEmpty();
    assertThat(fixture.recorder.text("report")).contains("No patch was kept");
    return failed;
  }

  @Test
  void aChangeWithASecretFailsTheJobAndIsNotPublished() throws Exception {
    Outcome.Failed failed = secretFound("echo \"token = $NPM_TOKEN\" > conf.ini");

    assertThat(failed.message()).contains("NPM_TOKEN in conf.ini");
  }

  @Test
  void alsoOneThatIsEncodedAndGoesOverSeveralLines() throws Exception {
    secretFound("printf 'user:%s:and more' \"$NPM_TOKEN\" | base64 -w 20 > auth.txt");
  }

  @Test
  void alsoOneInABinaryFile() throws Exception {
    Outcome.Failed failed = secretFound("printf 'x\\0%s\\0' \"$NPM_TOKEN\" > cache.bin");

    assertThat(failed.message()).contains("cache.bin");
  }

  @Test
  void alsoOfAJobThatFailedBefore() throws Exception {
    Outcome.Failed failed = secretFound("echo \"$NPM_TOKEN\" > a.txt; exit 7");

    assertThat(failed.message()).contains("a.txt", "exit code 7");
  }

  @Test
  void whatAJobPrintsIsRedactedBeforeItIsCut() throws Exception {
    Outcome outcome =
        fixture.run(
            fixture
                .brief()
                .env("NPM_TOKEN")
                .run("echo x > a.txt; printf 'a pl4nted'; sleep 0.3; echo '-Secret/42 b'")
                .check("tells", "sh", "-c", "echo \"$NPM_TOKEN\""));

    assertThat(outcome).isInstanceOf(Outcome.Completed.class);
    assertThat(fixture.recorder.text("log")).contains("a *** b\n").doesNotContain("pl4nted");
    assertThat(outcome.result().checks().get(0).tail()).isEqualTo("***");
  }

  @Test
  void filesThatThePolicyDoesNotPermitAreOutsideOfEveryScope() throws Exception {
    fixture.settings = fixture.settings.withPolicy(policy(List.of("!ops/"), ALL, Network.ON));

    Outcome outcome = fixture.run(fixture.brief().run("echo x > README.md; echo x > ops/run.sh"));

    Outcome.Failed failed = (Outcome.Failed) outcome;
    assertThat(failed.reason()).isEqualTo(Reason.SCOPE_VIOLATION);
    assertThat(failed.message()).contains("ops/run.sh (outside what this worker's policy.paths");
    assertThat(failed.message()).doesNotContain("README.md");

    fixture.settings =
        fixture.settings.withPolicy(policy(List.of("*.md", "ops/**", "!*.sh"), ALL, Network.ON));
    failed =
        (Outcome.Failed) fixture.run(fixture.brief().run("touch ops/a.txt ops/b.sh c.md c.txt"));
    assertThat(failed.message())
        .contains("ops/b.sh (outside", "c.txt (outside")
        .doesNotContain("ops/a.txt", "c.md");
  }

  @Test
  void aBranchThatThePolicyDoesNotPermitIsNotMade() throws Exception {
    fixture.settings =
        fixture.settings.withPolicy(policy(List.of(), List.of("team/**"), Network.ON));

    Outcome outcome = fixture.run(fixture.brief().run("echo x > README.md"));

    assertThat(outcome).isInstanceOf(Outcome.Completed.class);
    assertThat(outcome.result().outputs().branch()).isNull();
    assertThat(outcome.result().outputs().patch()).isNotNull();
    assertThat(fixture.recorder.text("report")).contains("policy.branches");
    assertThat(fixture.source.git("branch", "--list", "handoff/*")).isEmpty();
  }

  @Test
  void aPolicyWithoutNetworkCutsItWhateverTheBriefSays() throws Exception {
    fixture.settings = fixture.settings.withPolicy(policy(List.of(), ALL, Network.OFF));

    fixture.run(fixture.brief().run("ls /sys/class/net > a.txt; cat /proc/net/dev; echo end"));

    // Without a network there is the loopback alone, or the isolation cannot do it and says so.
    String log = fixture.recorder.text("log");
    assertThat(log.lines().filter(line -> line.contains(":")).count())
        .as(log)
        .isLessThanOrEqualTo(1);
    assertThat(log.contains("end")).isEqualTo(fixture.isolation.canCutNetwork());
  }
}
