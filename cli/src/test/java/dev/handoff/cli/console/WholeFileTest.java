package dev.handoff.cli.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.handoff.cli.show.ArtifactFolder;
import dev.handoff.testkit.SmallDisk;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WholeFileTest {

  private static final WholeFile.Content TEXT = out -> out.write("all".getBytes(UTF_8));
  private static final WholeFile.Content BROKEN =
      out -> {
        out.write("half".getBytes(UTF_8));
        throw new IOException("damaged");
      };

  @TempDir Path folder;

  @Test
  void aFileThatCannotBeReadWholeReplacesNothing() throws Exception {
    Path old = Files.writeString(folder.resolve("old"), "old");

    assertThatIOException().isThrownBy(() -> WholeFile.write(old, BROKEN));
    assertThatIOException().isThrownBy(() -> WholeFile.write(folder.resolve("new"), BROKEN));

    assertThat(old).content().isEqualTo("old");
    assertThat(folder).isDirectoryContaining(old::equals);
    assertThat(Files.list(folder)).hasSize(1);
  }

  @Test
  void aFullDiskIsNamedAndWhatIsThereStays() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 8)) {
      Path old = Files.writeString(disk.folder().resolve("old"), "old");
      disk.fill();
      WholeFile.Content much = out -> out.write(new byte[1 << 20]);

      assertThatExceptionOfType(CommandException.class)
          .isThrownBy(() -> WholeFile.write(old, much))
          .withMessageContaining("no room for " + old + ": its disk is full")
          .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.UNAVAILABLE));

      assertThat(old).content().isEqualTo("old");
      assertThat(Files.list(disk.folder())).hasSize(2);
    }
  }

  @Test
  void nothingOfABrokenFileIsSentOn() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();

    assertThatIOException().isThrownBy(() -> WholeFile.spooled(BROKEN, out));

    assertThat(out.size()).isZero();
  }

  @Test
  void aLinkStaysAndADeviceIsWrittenTo() throws Exception {
    Path real = Files.writeString(folder.resolve("real"), "old");
    Path link = Files.createSymbolicLink(folder.resolve("link"), real);

    WholeFile.write(link, TEXT);
    WholeFile.write(Path.of("/dev/null"), TEXT);

    assertThat(link).isSymbolicLink();
    assertThat(real).content().isEqualTo("all");
    assertThat(Files.isRegularFile(Path.of("/dev/null"))).isFalse();
  }

  @Test
  void aFolderIsNoFile() {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> WholeFile.write(folder, TEXT))
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "artifacts/../../etc/passwd",
        "/etc/passwd",
        "artifacts//x",
        "..",
        "artifacts/a/.git/config",
        "artifacts/.GIT",
        "artifacts/"
      })
  void noNameLeadsOutOfTheFolderOrMakesARepository(String name) {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> ArtifactFolder.safeName(name))
        .withMessageContaining("none was written");
  }

  @ParameterizedTest
  @CsvSource({
    "artifacts/shots/a.png, shots/a.png",
    "events, events",
    "artifacts/…a b, …a b",
    "artifacts/a\u001b[31m\u202e\\b, a_[31m__b"
  })
  void aNameIsAPlaceInTheFolder(String name, String place) {
    assertThat(ArtifactFolder.safeName(name)).isEqualTo(place);
  }
}
