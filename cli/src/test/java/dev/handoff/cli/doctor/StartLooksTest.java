package dev.handoff.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.handoff.cli.doctor.check.Diagnosis;
import dev.handoff.cli.doctor.check.PortsCheck;
import dev.handoff.cli.doctor.check.StateCheck;
import dev.handoff.testkit.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Problems that keep the local default from starting. */
class StartLooksTest {

  @TempDir Path folder;

  private List<Diagnosis> whyNoStart(Path state) throws InterruptedException {
    Map<String, String> environment =
        Map.of("HOME", folder.toString(), "XDG_CONFIG_HOME", folder.resolve("config").toString());
    return new Doctor(environment, state.resolve("work"), () -> null).whyNoStart();
  }

  @Test
  void nothingIsSeenWhereNothingIsWrong() throws Exception {
    assertThat(whyNoStart(folder.resolve("not").resolve("there"))).isEmpty();
  }

  @Test
  void aFullDiskIsSeenAlsoBeforeTheFolderIsThere() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 64)) {
      Path state = disk.folder().resolve("state");
      assertThat(whyNoStart(state)).isEmpty();
      Path filling = disk.fillAllBut(5);

      List<Diagnosis> findings = whyNoStart(state);

      assertThat(findings).hasSize(1);
      assertThat(findings.get(0).text())
          .isEqualTo("no room on the disk of " + state + " (5 MiB free, 8 MiB are needed)");
      assertThat(findings.get(0).remedy()).contains("XDG_STATE_HOME");
      assertThat(new BrokerRoom(state).end()).isEmpty();
      Files.delete(filling);
      disk.fillAllBut(1);
      assertThat(new BrokerRoom(state).end()).isPresent();
    }
  }

  @Test
  void aDiskThatTakesNoMoreFilesIsSeen() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 64, 500)) {
      List<Diagnosis> findings = whyNoStart(disk.folder());

      assertThat(findings).hasSize(1);
      assertThat(findings.get(0).text()).contains("more files (inodes), 1000 are needed");
    }
  }

  @Test
  void aWrongFileOfTheWorkerIsSeen() throws Exception {
    Files.createDirectories(folder.resolve("config/handoff"));
    Files.writeString(folder.resolve("config/handoff/worker.yaml"), "lanes: [\n");

    assertThat(whyNoStart(folder.resolve("state")))
        .extracting(Diagnosis::check)
        .containsExactly("settings");
  }

  @Test
  void aFileThatIsNotThisUsersToWriteIsTold() {
    StateCheck check = new StateCheck(Path.of("/state"), List.of(Path.of("/state/broker")));

    assertThat(check.findings().get(0).text())
        .isEqualTo("/state/broker is not this user's to write");
    assertThat(new StateCheck(Path.of("/state"), List.of()).findings()).isEmpty();
  }

  @Test
  void portsThatCannotBeHadAreTold() {
    assertThat(new PortsCheck("Cannot assign requested address").findings().get(0).text())
        .contains("127.0.0.1", "Cannot assign requested address");
    assertThat(PortsCheck.ofThisHost().findings()).isEmpty();
  }

  /** Root may write everything, so this is only reported to ordinary users. */
  @Test
  void aFileThatItsOwnerMayNotWriteAgainIsInOrderAndAFolderIsNot(@TempDir Path state)
      throws IOException {
    Path broker = Files.createDirectory(state.resolve("broker"));
    Path checkpoint = Files.createFile(broker.resolve("0.checkpoint"));
    Files.setPosixFilePermissions(checkpoint, PosixFilePermissions.fromString("r--r--r--"));

    assertThat(StateCheck.of(state).findings()).isEmpty();

    Files.setPosixFilePermissions(broker, PosixFilePermissions.fromString("r-xr-xr-x"));
    assertThat(StateCheck.of(state).unwritable().isEmpty()).isEqualTo(Files.isWritable(broker));
    Files.setPosixFilePermissions(broker, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
