package dev.handoff.cli.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
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
}
