package dev.handoff.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The place of the local default and its access rights. */
class LocalFolderTest {

  @TempDir Path folder;

  @Test
  void itLiesUnderTheStateHomeIfThatIsAbsoluteAndElseUnderHome() {
    assertThat(LocalFolder.of(Map.of("XDG_STATE_HOME", "/s", "HOME", "/h")).path())
        .isEqualTo(Path.of("/s/handoff"));
    assertThat(LocalFolder.of(Map.of("XDG_STATE_HOME", "s", "HOME", "/h")).path())
        .isEqualTo(Path.of("/h/.local/state/handoff"));
    assertThat(LocalFolder.of(Map.of("XDG_STATE_HOME", "")).path())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".local/state/handoff"));
  }

  @Test
  void nobodyElseMayLookIntoOneThatWasThereAlready() throws Exception {
    Path there = Files.createDirectory(folder.resolve("handoff"));
    Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwxrwxrwx"));

    new LocalFolder(there).create();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(there)))
        .isEqualTo("rwx------");
  }

  @Test
  void oneThatCannotBeMadeIsNamedWithTheReasonInWords() throws Exception {
    Files.writeString(folder.resolve("file"), "");
    Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));

    for (String state : List.of("file", "file/x", "loop", "n".repeat(300))) {
      Path path = folder.resolve(state).resolve("handoff");
      assertThatThrownBy(new LocalFolder(path)::create)
          .isInstanceOf(LocalDefaultException.class)
          .hasMessageContaining(path + " cannot be it: " + folder.resolve(state))
          .hasMessageContaining("Set XDG_STATE_HOME")
          .satisfies(
              refusal -> assertThat(refusal.getMessage()).doesNotContain("java", "Exception"));
    }
  }

  @Test
  void aBoardIsKeptForItsOwnerAloneAndItsTokenIsInNoText() throws Exception {
    LocalFolder local = new LocalFolder(folder);
    LocalProcess process = new LocalProcess(7, "127.0.0.1:1", "build", Instant.now());
    LocalBoard board = new LocalBoard(7, process.startedAt(), 9470, "handoff_secret");
    Files.writeString(folder.resolve("board.json.new"), "left by one that was cut off");

    local.write(board);

    assertThat(local.board()).contains(board);
    assertThat(board.isOf(process)).isTrue();
    assertThat(board.isOf(new LocalProcess(7, "127.0.0.1:1", "build", Instant.EPOCH))).isFalse();
    assertThat(Files.getPosixFilePermissions(folder.resolve("board.json")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(board.toString()).doesNotContain("secret");
    local.forgetBoard();
    assertThat(local.board()).isEmpty();
  }
}
