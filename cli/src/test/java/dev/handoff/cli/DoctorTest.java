package dev.handoff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.handoff.cli.cluster.DoctorCommand;
import dev.handoff.cli.console.ExitCode;
import dev.handoff.cli.doctor.check.Diagnosis;
import dev.handoff.cli.doctor.check.Diagnosis.Level;
import dev.handoff.log.setup.TopicSettings;
import dev.handoff.testkit.BrokerExtension;
import dev.handoff.testkit.ProcessResult;
import dev.handoff.testkit.TestBroker;
import dev.handoff.worker.Worker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(BrokerExtension.class)
class DoctorTest {

  private static final Diagnosis GOOD = new Diagnosis(Level.OK, "git", "2.39", null);
  private static final Diagnosis BAD =
      new Diagnosis(Level.FAILED, "disk", "full\nvery", "make room");
  private static final Diagnosis UNSURE =
      new Diagnosis(Level.UNKNOWN, "topics", "no answer", "again");
  private static final Diagnosis POOR = new Diagnosis(Level.WARNING, "agent", "none", "install it");

  @Test
  void theExitCodeTellsAFailureFromWhatCouldNotBeToldAndPassesOverWarnings() {
    assertThat(DoctorCommand.exitCode(List.of(GOOD, POOR))).isZero();
    assertThat(DoctorCommand.exitCode(List.of(GOOD, UNSURE))).isEqualTo(125);
    assertThat(DoctorCommand.exitCode(List.of(UNSURE, BAD))).isEqualTo(1);
  }

  @Test
  void theRemedyStandsBelowWhatItMends() {
    assertThat(DoctorCommand.lines(List.of(GOOD, BAD)))
        .containsExactly(
            "ok       git          2.39",
            "failed   disk         full",
            "                      very",
            "                      -> make room");
    assertThat(DoctorCommand.json(BAD))
        .isEqualTo(
            "{\"level\":\"failed\",\"check\":\"disk\",\"text\":\"full\\nvery\",\"remedy\":\"make room\"}");
  }

  @Test
  void aClusterThatIsSetUpAndServedIsFoundSo(TestBroker broker, @TempDir Path folder)
      throws Exception {
    Commands commands = Commands.on(broker, folder, TopicSettings.DEFAULT);
    ProcessResult doctor;
    try (Worker worker = commands.worker(Map.of())) {
      doctor = commands.run("doctor");
      Commands.awaitIdle(worker);
    }

    assertThat(doctor.stdout())
        .containsPattern("ok +broker +address " + broker.bootstrapServer() + " can be reached")
        .containsPattern("ok +features +share groups are on")
        .containsPattern("ok +topics +9 topics and groups are as they must be")
        .containsPattern("ok +rights +this user may watch, submit, work, set up")
        // The broker runs on this host, so the measured difference is small.
        .containsPattern("ok +clock +[01]\\.\\d s (ahead of|behind) a broker's")
        .containsPattern("ok +workers +1 alive, 1 slots")
        .containsPattern("ok +git +2")
        .doesNotContainPattern("(?m)^(failed|unknown) +(?!disk|java)");
  }

  @Test
  void aBrokerThatIsGoneFailsAndTheRestIsToldAllTheSame() throws Exception {
    ProcessResult doctor =
        CommandRun.of("doctor", "--bootstrap-server", "127.0.0.1:1,nowhere.invalid:9092", "--json");

    assertThat(doctor.exit()).as(doctor.stdout() + doctor.stderr()).isEqualTo(ExitCode.FAILED);
    assertThat(doctor.stdout().lines())
        .anyMatch(line -> line.contains("127.0.0.1:1 cannot be reached"))
        .anyMatch(line -> line.contains("nowhere.invalid:9092 cannot be reached"))
        .anyMatch(line -> line.contains("\"check\":\"git\""))
        .allSatisfy(line -> assertThat(new ObjectMapper().readTree(line).has("level")).isTrue());
  }
}
